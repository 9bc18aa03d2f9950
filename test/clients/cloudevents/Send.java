import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.MessageWriter;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends one CloudEvent in each mode with the SDK for Java, and prints what became of it. */
public class Send {
  private static final Pattern OUTCOME = Pattern.compile("\"outcome\":\"(\\w+)\"");

  public static void main(String[] arguments) throws Exception {
    CloudEvent event =
        CloudEventBuilder.v1()
            .withId("sdk-1")
            .withSource(URI.create("/halls/3/sensor-1"))
            .withType("door.opened")
            .withExtension("floor", 3)
            .withData("application/json", "{\"by\":\"Ada\"}".getBytes(StandardCharsets.UTF_8))
            .build();
    HttpRequest.Builder binary = to("/v1/events");
    writer(binary).writeBinary(event);
    say("binary", binary);
    HttpRequest.Builder structured = to("/v1/events");
    writer(structured).writeStructured(event, new JsonFormat());
    say("structured", structured);
    byte[] one = new JsonFormat().serialize(event);
    HttpRequest.Builder batch = to("/v1/events/batch").header("content-type", "application/cloudevents-batch+json");
    say("batch", batch.POST(BodyPublishers.ofString("[" + new String(one, StandardCharsets.UTF_8) + "]")));
  }

  private static MessageWriter<?, Void> writer(HttpRequest.Builder request) {
    return HttpMessageFactory.createWriter(
        request::header,
        body -> request.POST(body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body)));
  }

  private static HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(System.getenv("TRIBUTARY_URL") + path))
        .header("authorization", "Bearer " + System.getenv("TRIBUTARY_TOKEN"));
  }

  private static void say(String mode, HttpRequest.Builder request) throws Exception {
    var answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    Matcher outcome = OUTCOME.matcher(answer.body());
    System.out.println(mode + " " + answer.statusCode() + " " + (outcome.find() ? outcome.group(1) : answer.body()));
  }
}
