import java.util.Map;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.EventsApi;
import org.openapitools.client.model.*;

public class Send {
  public static void main(String[] arguments) throws Exception {
    // docs: begin
    ApiClient client = new ApiClient().setBasePath(System.getenv("TRIBUTARY_URL"));
    client.setBearerToken(System.getenv("TRIBUTARY_TOKEN"));
    EventsApi events = new EventsApi(client);
    SingleEventInput event = new SingleEventInput().eventUid("door-1").deviceUid("sensor-1").type("door.opened");
    System.out.println(events.eventsIngest(event.payload(Map.of("by", "Ada")), null, null).getOutcome()); // created
    System.out.println(events.eventsIngest(event, null, null).getOutcome()); // duplicate: sending it again is safe
    try {
      events.eventsIngest(event.payload(Map.of("by", "Eve")), null, null);
    } catch (ApiException refused) {
      System.out.println(Problem.fromJson(refused.getResponseBody()).getCode()); // event_conflict
    }
    for (EventView found : events.eventsList("sensor-1", null, null, null, null, null, null, null, null, null).getData())
      System.out.println(found.getEventUid() + " " + found.getPayload().get("by")); // door-1 Ada
    // docs: end
  }
}
