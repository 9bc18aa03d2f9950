package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"

	tributary "example.com/tributary/client"
)

var client = func() *tributary.APIClient {
	configuration := tributary.NewConfiguration()
	configuration.Servers = tributary.ServerConfigurations{{URL: os.Getenv("TRIBUTARY_URL")}}
	return tributary.NewAPIClient(configuration)
}()

func as(token string) context.Context {
	return context.WithValue(context.Background(), tributary.ContextAccessToken, token)
}

func payload(by string) map[string]interface{} { return map[string]interface{}{"by": by} }

func door(uid string, by string) tributary.SingleEventInput {
	return *tributary.NewSingleEventInput(uid, "sensor-1", "door.opened", payload(by))
}

// Prints the step, the status and the outcome, or the code of the problem where it is an error.
func tell(step string, response *http.Response, err error, outcome func() string) {
	if failure, ok := err.(*tributary.GenericOpenAPIError); ok && response.StatusCode >= 400 {
		problem := failure.Model().(tributary.Problem)
		fmt.Println(step, response.StatusCode, problem.Code)
		return
	}
	if err != nil {
		panic(err)
	}
	fmt.Println(step, response.StatusCode, outcome())
}

func send(step string, token string, event tributary.SingleEventInput) *http.Response {
	view, response, err := client.EventsAPI.EventsIngest(as(token)).SingleEventInput(event).Execute()
	tell(step, response, err, func() string { return view.Outcome })
	return response
}

func file(text string) *os.File {
	made, err := os.CreateTemp("", "import")
	if err != nil {
		panic(err)
	}
	made.WriteString(text)
	made.Seek(0, 0)
	return made
}

func lines(answer *os.File) []string {
	text, err := os.ReadFile(answer.Name())
	if err != nil {
		panic(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

func main() {
	token, events := os.Getenv("TRIBUTARY_TOKEN"), client.EventsAPI
	send("send", token, door("a-1", "Ada"))
	send("duplicate", token, door("a-1", "Ada"))
	send("conflict", token, door("a-1", "Eve"))

	batch := tributary.NewBatchInput([]tributary.EventInput{
		*tributary.NewEventInput("a-2", "sensor-1", "door.opened", payload("Bob")),
		*tributary.NewEventInput("a-3", "nobody", "door.opened", payload("Bob")),
	})
	answer, response, err := events.EventsIngestBatch(as(token)).BatchInput(*batch).Execute()
	tell("batch", response, err, func() string {
		return answer.Items[0].Outcome + "," + answer.Items[1].Outcome + ":" + answer.Items[1].Error.Code
	})

	list := func() tributary.ApiEventsListRequest {
		return events.EventsList(as(token)).DeviceUid("sensor-1").Type_([]string{"door.opened"}).Limit(1)
	}
	first, response, err := list().Execute()
	tell("list", response, err, func() string { return first.Data[0].EventUid })
	second, response, err := list().Cursor(first.GetNextCursor()).Execute()
	tell("next", response, err, func() string {
		return fmt.Sprint(second.Data[0].EventUid, ":", second.Data[0].Payload["by"])
	})

	stats, response, err := events.ReadingCount(as(token)).Interval("day").GroupBy("type").Execute()
	tell("stats", response, err, func() string { return fmt.Sprint(*stats.Data[0].Type, ":", stats.Data[0].Count) })

	body := `{"event_uid":"i-1","device_uid":"sensor-1","type":"door.closed","payload":{}}
{"event_uid":"i-2","device_uid":"sensor-1","type":"door.closed","payload":{}}
`
	imported, response, err := events.EventsImport(as(token)).Body(file(body)).Execute()
	tell("import", response, err, func() string {
		told := lines(imported)
		var last struct{ Summary map[string]int }
		json.Unmarshal([]byte(told[len(told)-1]), &last)
		return fmt.Sprint(last.Summary["created"])
	})
	exported, response, err := events.ReadingExport(as(token)).Execute()
	tell("export", response, err, func() string { return fmt.Sprint(len(lines(exported))) })

	send("unauthenticated", "wrong", door("a-4", "Ada"))
	send("forbidden", os.Getenv("TRIBUTARY_READER"), door("a-4", "Ada"))
	_, response, err = events.EventsGet(as(token), "missing").Execute()
	tell("missing", response, err, nil)
	_, response, err = client.DevicesAPI.DevicesCreate(as(token)).
		CreateDevice(*tributary.NewCreateDevice("sensor-1")).Execute()
	tell("exists", response, err, nil)
	send("invalid", token, *tributary.NewSingleEventInput("a-4", "nobody", "door.opened", payload("Ada")))
	send("fits", os.Getenv("TRIBUTARY_SLOW"), door("s-1", "Ada"))
	response = send("throttled", os.Getenv("TRIBUTARY_SLOW"), door("s-2", "Ada"))
	fmt.Println("retry-after", response.Header.Get("Retry-After"))
}
