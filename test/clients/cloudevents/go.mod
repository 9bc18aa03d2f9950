module example.com/tributary/cloudevents

go 1.24

require github.com/cloudevents/sdk-go/v2 v2.16.2
