// Sends one CloudEvent in each mode with the SDK for Go, and prints what became of it.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/cloudevents/sdk-go/v2/binding"
	"github.com/cloudevents/sdk-go/v2/event"
	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"
)

func main() {
	ctx := context.Background()
	e := event.New()
	e.SetID("sdk-1")
	e.SetSource("/halls/3/sensor-1")
	e.SetType("door.opened")
	e.SetExtension("floor", 3)
	// Bytes: the structured mode of this SDK sends them as data_base64, whatever their media type is.
	must(e.SetData("application/json", []byte(`{"by":"Ada"}`)))
	say("binary", send(ctx, e, false))
	say("structured", send(ctx, e, true))
	batch, err := json.Marshal([]event.Event{e})
	must(err)
	request := to("/v1/events/batch")
	request.Header.Set("Content-Type", event.ApplicationCloudEventsBatchJSON)
	request.Body = io.NopCloser(bytes.NewReader(batch))
	request.ContentLength = int64(len(batch))
	say("batch", request)
}

func send(ctx context.Context, e event.Event, structured bool) *http.Request {
	if structured {
		ctx = binding.WithForceStructured(ctx)
	}
	request := to("/v1/events")
	must(cehttp.WriteRequest(ctx, (*binding.EventMessage)(&e), request))
	return request
}

func to(path string) *http.Request {
	request, err := http.NewRequest("POST", os.Getenv("TRIBUTARY_URL")+path, nil)
	must(err)
	request.Header.Set("Authorization", "Bearer "+os.Getenv("TRIBUTARY_TOKEN"))
	return request
}

func say(mode string, request *http.Request) {
	answer, err := http.DefaultClient.Do(request)
	must(err)
	defer answer.Body.Close()
	var told struct {
		Outcome string
		Items   []struct{ Outcome string }
	}
	must(json.NewDecoder(answer.Body).Decode(&told))
	if len(told.Items) > 0 {
		told.Outcome = told.Items[0].Outcome
	}
	fmt.Println(mode, answer.StatusCode, told.Outcome)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
