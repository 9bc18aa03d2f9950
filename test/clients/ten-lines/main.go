package main

import (
	"context"
	"fmt"
	"net/http"
	"os"

	"example.com/tributary/flow/tributary"
)

func main() {
	// docs: begin
	ctx, device := context.Background(), "sensor-1"
	bearer := tributary.WithRequestEditorFn(func(_ context.Context, request *http.Request) error {
		request.Header.Set("Authorization", "Bearer "+os.Getenv("TRIBUTARY_TOKEN"))
		return nil
	})
	client, _ := tributary.NewClientWithResponses(os.Getenv("TRIBUTARY_URL"), bearer)
	event := tributary.SingleEventInput{EventUid: "door-1", DeviceUid: device, Type: "door.opened", Payload: map[string]any{"by": "Ada"}}
	sent, _ := client.EventsIngestWithResponse(ctx, nil, event)
	again, _ := client.EventsIngestWithResponse(ctx, nil, event)
	fmt.Println(sent.JSON201.Outcome, again.JSON200.Outcome) // created duplicate: sending it again is safe
	event.Payload = map[string]any{"by": "Eve"}
	other, _ := client.EventsIngestWithResponse(ctx, nil, event)
	fmt.Println(other.ApplicationproblemJSON409.Code) // event_conflict
	page, _ := client.EventsListWithResponse(ctx, &tributary.EventsListParams{DeviceUid: &device})
	fmt.Println(page.JSON200.Data[0].EventUid, page.JSON200.Data[0].Payload["by"]) // door-1 Ada
	// docs: end
}
