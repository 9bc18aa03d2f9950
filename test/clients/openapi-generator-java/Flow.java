import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.ApiResponse;
import org.openapitools.client.api.DevicesApi;
import org.openapitools.client.api.EventsApi;
import org.openapitools.client.model.*;

public class Flow {
  interface Call<T> {
    ApiResponse<T> get() throws ApiException;
  }

  static ApiClient client(String token) {
    ApiClient client = new ApiClient().setBasePath(System.getenv("TRIBUTARY_URL"));
    client.setBearerToken(token);
    return client;
  }

  /** Prints the step, the status and the outcome, or the code of the problem where it is an error. */
  static <T> T tell(String step, Call<T> call, Function<T, Object> outcome) throws Exception {
    try {
      ApiResponse<T> answer = call.get();
      System.out.println(step + " " + answer.getStatusCode() + " " + outcome.apply(answer.getData()));
      return answer.getData();
    } catch (ApiException failure) {
      if (failure.getCode() == 0) throw failure;
      Problem problem = Problem.fromJson(failure.getResponseBody());
      System.out.println(step + " " + failure.getCode() + " " + problem.getCode());
      List<String> pause = failure.getResponseHeaders().get("retry-after");
      if (pause != null) System.out.println("retry-after " + pause.get(0));
      return null;
    }
  }

  static SingleEventInput door(String uid, String by) {
    return new SingleEventInput().eventUid(uid).deviceUid("sensor-1").type("door.opened").payload(Map.of("by", by));
  }

  static EventInput item(String uid, String device) {
    return new EventInput().eventUid(uid).deviceUid(device).type("door.opened").payload(Map.of("by", "Bob"));
  }

  static void send(String step, String token, SingleEventInput event) throws Exception {
    EventsApi events = new EventsApi(client(token));
    tell(step, () -> events.eventsIngestWithHttpInfo(event, null, null), IngestView::getOutcome);
  }

  public static void main(String[] arguments) throws Exception {
    String token = System.getenv("TRIBUTARY_TOKEN");
    EventsApi events = new EventsApi(client(token));
    send("send", token, door("a-1", "Ada"));
    send("duplicate", token, door("a-1", "Ada"));
    send("conflict", token, door("a-1", "Eve"));

    BatchInput batch = new BatchInput().events(List.of(item("a-2", "sensor-1"), item("a-3", "nobody")));
    tell("batch", () -> events.eventsIngestBatchWithHttpInfo(batch, null, null, null), view -> {
      BatchItem good = view.getItems().get(0), bad = view.getItems().get(1);
      return good.getOutcome() + "," + bad.getOutcome() + ":" + bad.getError().getCode();
    });

    List<String> types = List.of("door.opened");
    EventPage page = tell("list",
        () -> events.eventsListWithHttpInfo("sensor-1", types, null, null, null, null, 1L, null, null, null),
        found -> found.getData().get(0).getEventUid());
    String cursor = page.getNextCursor();
    tell("next",
        () -> events.eventsListWithHttpInfo("sensor-1", types, null, null, null, null, 1L, cursor, null, null),
        found -> found.getData().get(0).getEventUid() + ":" + found.getData().get(0).getPayload().get("by"));
    tell("stats",
        () -> events.readingCountWithHttpInfo("day", null, null, null, null, null, null, null, null, "type", null),
        found -> found.getData().get(0).getType() + ":" + found.getData().get(0).getCount());

    Path file = Files.createTempFile("import", ".ndjson");
    String line = "{\"event_uid\":\"i-%d\",\"device_uid\":\"sensor-1\",\"type\":\"door.closed\",\"payload\":{}}\n";
    Files.writeString(file, String.format(line, 1) + String.format(line, 2));
    tell("import", () -> events.eventsImportWithHttpInfo(file.toFile(), null), Flow::created);
    tell("export", () -> events.readingExportWithHttpInfo(null, null, null, null, null, null, null, null),
        found -> lines(found).size());

    send("unauthenticated", "wrong", door("a-4", "Ada"));
    send("forbidden", System.getenv("TRIBUTARY_READER"), door("a-4", "Ada"));
    tell("missing", () -> events.eventsGetWithHttpInfo("missing", null), EventView::getEventUid);
    CreateDevice device = new CreateDevice().deviceUid("sensor-1");
    tell("exists", () -> new DevicesApi(client(token)).devicesCreateWithHttpInfo(device, null), DeviceView::getName);
    send("invalid", token, door("a-4", "Ada").deviceUid("nobody"));
    send("fits", System.getenv("TRIBUTARY_SLOW"), door("s-1", "Ada"));
    send("throttled", System.getenv("TRIBUTARY_SLOW"), door("s-2", "Ada"));
  }

  static List<String> lines(File file) {
    try {
      return Files.readAllLines(file.toPath());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static Object created(File answer) {
    List<String> lines = lines(answer);
    String last = lines.get(lines.size() - 1);
    return JsonParser.parseString(last).getAsJsonObject().getAsJsonObject("summary").get("created");
  }
}
