module github.com/coulisse/coulisse/bench/liquid

go 1.26.0

require (
	github.com/a-h/templ v0.3.1001
	github.com/coulisse/coulisse v0.0.0
	github.com/osteele/liquid v1.9.2
)

require (
	github.com/osteele/tuesday v1.1.1 // indirect
	golang.org/x/mod v0.42.0 // indirect
	golang.org/x/sync v0.24.0 // indirect
	golang.org/x/tools v0.52.0 // indirect
	gopkg.in/yaml.v2 v2.4.0 // indirect
)

replace github.com/coulisse/coulisse => ../..
