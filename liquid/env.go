package liquid

import (
	"sync"
	"time"
)

// Options are the choices of an engine. The zero value is the safe one:
// escaping on, no include, default limits, errors returned.
type Options struct {
	// NoEscape switches automatic escaping off. Only for templates written for
	// an engine without it, and never where several owners share a host.
	NoEscape bool
	// Strict makes unknown tags and filters errors when parsing, as an editor
	// wants it. Otherwise an unknown filter passes its value on, an unknown tag
	// leaves a comment in the page, and both are among Template.Warnings.
	Strict bool
	// StrictVariables makes names that are not there an error when rendering.
	StrictVariables bool
	// AllowInclude knows the tag include, which shares all variables with the
	// template it includes. New templates use render.
	AllowInclude bool
	// Errors says what happens to an error of a single output or tag.
	Errors ErrorMode
	// Now is the clock of 'now' | date; time.Now when nil.
	Now func() time.Time
	// Limits apply to every render; Data.Limits may replace them.
	Limits Limits
	// CacheBytes is about how much memory Parse keeps compiled templates in;
	// 64 MB when 0.
	CacheBytes int
}

// ErrorMode says what a render does with an error that concerns one output or
// tag only. Errors over budget always end the render.
type ErrorMode uint8

const (
	// ReturnErrors ends the render at the first error and returns it.
	ReturnErrors ErrorMode = iota
	// CommentErrors leaves an HTML comment in the page and goes on.
	CommentErrors
	// InlineErrors writes the error as text, as the reference engine does, and
	// goes on.
	InlineErrors
)

// Limits is what one render may use. Zero means the default.
type Limits struct {
	Steps    int // nodes, filters, loop turns, and one for each 256 bytes looked at; 1,000,000
	Output   int // bytes written, captures included; 8 MB
	Assigned int // bytes of text and lists made by filters, assign and capture; 16 MB
	Depth    int // templates within templates; 100
	Range    int // elements of a range or list in a loop; 100,000
}

func (l Limits) or(d Limits) Limits {
	pick := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	pick(&l.Steps, d.Steps)
	pick(&l.Output, d.Output)
	pick(&l.Assigned, d.Assigned)
	pick(&l.Depth, d.Depth)
	pick(&l.Range, d.Range)
	return l
}

var defaultLimits = Limits{Steps: 1_000_000, Output: 8 << 20, Assigned: 16 << 20, Depth: 100, Range: 100_000}

// Env is an engine: its tags, filters and objects, and the templates it has
// compiled. Register everything first; after that an Env may be used by many
// goroutines at once.
type Env struct {
	escape     bool
	strict     bool
	include    bool
	strictVars bool
	errors     ErrorMode
	now        func() time.Time
	limits     Limits
	tags       map[string]TagParser
	filters    map[string]*filter
	// escapeFilter is the standard one, which an output can do on its way.
	escapeFilter *filter
	objects      map[string]func(*State) any
	states       sync.Pool
	cache        cache
}

// NewEnv makes an engine with the standard tags and filters.
func NewEnv(o Options) *Env {
	e := &Env{
		escape: !o.NoEscape, strict: o.Strict, strictVars: o.StrictVariables, errors: o.Errors, now: o.Now,
		limits: o.Limits.or(defaultLimits), tags: map[string]TagParser{}, filters: map[string]*filter{},
		objects: map[string]func(*State) any{},
	}
	if e.now == nil {
		e.now = time.Now
	}
	e.cache.limit = o.CacheBytes
	if e.cache.limit <= 0 {
		e.cache.limit = 64 << 20
	}
	e.states.New = func() any { return &State{} }
	e.standardTags()
	if e.include = o.AllowInclude; e.include {
		e.tags["include"] = parseInclude
	} else {
		e.tags["include"] = refuseInclude
	}
	e.standardFilters()
	e.escapeFilter = e.filters["escape"]
	return e
}

// Tag registers a tag, or replaces a standard one. A block tag reads its body
// itself with Parser.Body.
func (e *Env) Tag(name string, parse TagParser) { e.tags[name] = parse }

// Filter registers a filter, or replaces a standard one.
func (e *Env) Filter(name string, f FilterFunc) { e.filters[name] = &filter{name, f, 0, -1} }

// Object registers a name every template sees unless a variable or Data.Globals
// has it. get is called at each use.
func (e *Env) Object(name string, get func(s *State) any) { e.objects[name] = get }

// Tags are the names of all tags known, for an editor's completion.
func (e *Env) Tags() []string { return names(e.tags) }

// Filters are the names of all filters known.
func (e *Env) Filters() []string { return names(e.filters) }

func names[T any](m map[string]T) []string {
	all := map[string]any{}
	for k := range m {
		all[k] = nil
	}
	return sortedKeys(all)
}

// Parse compiles a template. name stands in errors. The same name and source
// give the same compiled template again, without work. The error is Errors,
// with every mistake found.
func (e *Env) Parse(name, source string) (*Template, error) {
	if t := e.cache.get(name, source); t != nil {
		return t, nil
	}
	t, err := e.compile(name, source)
	if err == nil {
		e.cache.put(t)
	}
	return t, err
}

func (e *Env) compile(name, source string) (t *Template, err error) {
	p := &Parser{env: e, name: name, src: source, failed: map[string]int{}}
	defer func() {
		if r := recover(); r != nil {
			t, err = nil, Errors{p.errorAt(0, "", "internal error: %v", r)}
		}
	}()
	if len(source) > maxSource {
		return nil, Errors{p.errorAt(0, "", "template is larger than %d KB", maxSource>>10)}
	}
	p.scan = &scanner{src: source, end: len(source)}
	body := &Body{blank: true}
	p.fill(body, nil)
	if len(p.errs) > 0 {
		return nil, p.errs
	}
	return &Template{env: e, name: name, source: source, body: body, warnings: p.warn, uses: p.uses}, nil
}

// resolve finds the filter of a call. Where it is unknown in lax mode, the call
// stays empty and is left out.
func (p *Parser) resolve(call *filterCall, at int) {
	call.filter = p.env.filters[call.name]
	if call.filter == nil && (p.env.strict || len(p.warn) < maxErrors) {
		e := p.errorAt(at, "| "+call.name, "Unknown filter '%s'", call.name)
		if p.env.strict {
			p.report(e, at)
		} else {
			p.warn = append(p.warn, e)
		}
	}
}

// cache keeps compiled templates by name and content in two generations: when
// the young one is full it becomes the old one, and the old one is dropped.
type cache struct {
	mu         sync.RWMutex
	young, old map[cacheKey]*Template
	bytes      int
	limit      int
}

type cacheKey struct{ name, source string }

func (c *cache) get(name, source string) *Template {
	key := cacheKey{name, source}
	c.mu.RLock()
	t := c.young[key]
	old := c.old[key]
	c.mu.RUnlock()
	if t == nil && old != nil {
		c.put(old)
		return old
	}
	return t
}

func (c *cache) put(t *Template) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.young == nil || c.bytes > c.limit/2 {
		c.old, c.young, c.bytes = c.young, map[cacheKey]*Template{}, 0
	}
	c.young[cacheKey{t.name, t.source}] = t
	c.bytes += 10*len(t.source) + 500
}
