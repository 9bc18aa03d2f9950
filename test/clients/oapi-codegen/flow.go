package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"

	"example.com/tributary/flow/tributary"
)

var ctx = context.Background()

func as(token string) *tributary.ClientWithResponses {
	bearer := func(_ context.Context, request *http.Request) error {
		request.Header.Set("Authorization", "Bearer "+token)
		return nil
	}
	client, err := tributary.NewClientWithResponses(os.Getenv("TRIBUTARY_URL"), tributary.WithRequestEditorFn(bearer))
	if err != nil {
		panic(err)
	}
	return client
}

func payload(by string) map[string]interface{} { return map[string]interface{}{"by": by} }

func door(uid string, by string) tributary.SingleEventInput {
	return tributary.SingleEventInput{EventUid: uid, DeviceUid: "sensor-1", Type: "door.opened", Payload: payload(by)}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func told(problem *tributary.Problem) string { return string(problem.Code) }

func send(token string, event tributary.SingleEventInput) *tributary.EventsIngestResponse {
	return must(as(token).EventsIngestWithResponse(ctx, nil, event))
}

func main() {
	token := os.Getenv("TRIBUTARY_TOKEN")
	client := as(token)
	sent := send(token, door("a-1", "Ada"))
	fmt.Println("send", sent.StatusCode(), sent.JSON201.Outcome)
	sent = send(token, door("a-1", "Ada"))
	fmt.Println("duplicate", sent.StatusCode(), sent.JSON200.Outcome)
	sent = send(token, door("a-1", "Eve"))
	fmt.Println("conflict", sent.StatusCode(), told(sent.ApplicationproblemJSON409))

	batch := must(client.EventsIngestBatchWithResponse(ctx, nil, tributary.BatchInput{Events: []tributary.EventInput{
		{EventUid: "a-2", DeviceUid: "sensor-1", Type: "door.opened", Payload: payload("Bob")},
		{EventUid: "a-3", DeviceUid: "nobody", Type: "door.opened", Payload: payload("Bob")},
	}}))
	items := batch.JSON207.Items
	fmt.Printf("batch %d %s,%s:%s\n", batch.StatusCode(), items[0].Outcome, items[1].Outcome, items[1].Error.Code)

	device, types, limit := "sensor-1", []string{"door.opened"}, int64(1)
	filters := tributary.EventsListParams{DeviceUid: &device, Type: &types, Limit: &limit}
	first := must(client.EventsListWithResponse(ctx, &filters))
	fmt.Println("list", first.StatusCode(), first.JSON200.Data[0].EventUid)
	filters.Cursor = first.JSON200.NextCursor
	second := must(client.EventsListWithResponse(ctx, &filters))
	event := second.JSON200.Data[0]
	fmt.Printf("next %d %s:%s\n", second.StatusCode(), event.EventUid, event.Payload["by"])

	byType := tributary.Type
	stats := must(client.ReadingCountWithResponse(ctx,
		&tributary.ReadingCountParams{Interval: tributary.ReadingCountParamsIntervalDay, GroupBy: &byType}))
	bucket := stats.JSON200.Data[0]
	fmt.Printf("stats %d %s:%d\n", stats.StatusCode(), *bucket.Type, bucket.Count)

	lines := strings.NewReader(`{"event_uid":"i-1","device_uid":"sensor-1","type":"door.closed","payload":{}}
{"event_uid":"i-2","device_uid":"sensor-1","type":"door.closed","payload":{}}
`)
	imported := must(client.EventsImportWithBodyWithResponse(ctx, nil, "application/x-ndjson", lines))
	answers := strings.Split(strings.TrimSpace(string(imported.Body)), "\n")
	var last struct{ Summary map[string]int }
	must(0, json.Unmarshal([]byte(answers[len(answers)-1]), &last))
	fmt.Println("import", imported.StatusCode(), last.Summary["created"])
	exported := must(client.ReadingExportWithResponse(ctx, nil))
	fmt.Println("export", exported.StatusCode(), strings.Count(string(exported.Body), "\n"))

	sent = send("wrong", door("a-4", "Ada"))
	fmt.Println("unauthenticated", sent.StatusCode(), told(sent.ApplicationproblemJSON401))
	sent = send(os.Getenv("TRIBUTARY_READER"), door("a-4", "Ada"))
	fmt.Println("forbidden", sent.StatusCode(), told(sent.ApplicationproblemJSON403))
	missing := must(client.EventsGetWithResponse(ctx, "missing", nil))
	fmt.Println("missing", missing.StatusCode(), told(missing.ApplicationproblemJSON404))
	exists := must(client.DevicesCreateWithResponse(ctx, nil, tributary.CreateDevice{DeviceUid: "sensor-1"}))
	fmt.Println("exists", exists.StatusCode(), told(exists.ApplicationproblemJSON409))
	unknown := door("a-4", "Ada")
	unknown.DeviceUid = "nobody"
	sent = send(token, unknown)
	fmt.Println("invalid", sent.StatusCode(), told(sent.ApplicationproblemJSON422))
	sent = send(os.Getenv("TRIBUTARY_SLOW"), door("s-1", "Ada"))
	fmt.Println("fits", sent.StatusCode(), sent.JSON201.Outcome)
	sent = send(os.Getenv("TRIBUTARY_SLOW"), door("s-2", "Ada"))
	fmt.Println("throttled", sent.StatusCode(), told(sent.ApplicationproblemJSON429))
	fmt.Println("retry-after", sent.HTTPResponse.Header.Get("Retry-After"))
}
