package liquid

import (
	"context"
	"fmt"
	"runtime"
	"time"
)

// State is one render while it runs: its output, scopes, registers and what is
// left of its budget. Tags get it in Render, filters through Call.Render. It is
// valid until the render ends and belongs to one goroutine.
type State struct {
	env       *Env
	ctx       context.Context
	data      *Data
	out       []byte
	frame     *frame
	frames    []*frame // kept for reuse; those in use are the first depth+1
	depth     int
	includes  int
	args      []any
	calls     []*Call
	spare     []*Call
	limits    Limits
	steps     int
	next      int // steps at which to look at the clock again
	assigned  int
	interrupt interrupt
	over      error
	registers map[string]any
	globals   []binding // of WithGlobal
	now       time.Time
}

type interrupt uint8

const (
	goOn interrupt = iota
	doBreak
	doContinue
)

func (e *Env) state(ctx context.Context, data *Data) *State {
	s := e.states.Get().(*State)
	s.env, s.ctx, s.data = e, ctx, data
	s.limits = data.Limits.or(e.limits)
	return s
}

// free gives the state back, without holding on to anything of the render.
func (s *State) free() {
	for _, f := range s.frames {
		f.reset()
	}
	for _, c := range s.spare {
		*c = Call{}
	}
	out, args := s.out[:0], s.args[:cap(s.args)]
	clear(args)
	frames, calls, spare, env := s.frames, s.calls[:0], s.spare, s.env
	if cap(out) > 1<<20 || cap(args) > 4096 || len(frames) > 32 || len(spare) > 64 {
		return
	}
	*s = State{out: out, args: args[:0], frames: frames, calls: calls, spare: spare}
	env.states.Put(s)
}

func (s *State) run(t *Template) (err error) {
	defer func() {
		if r := recover(); r != nil {
			e := &Error{Kind: ErrRender, Name: t.name, Message: fmt.Sprintf("internal error: %v", r), placed: true}
			err = e
		}
	}()
	s.enter(t)
	if err := s.check(); err != nil {
		return err
	}
	return t.body.Render(s)
}

// enter opens a scope of its own for a template.
func (s *State) enter(t *Template) *frame {
	if s.frame != nil {
		s.depth++
	}
	if s.depth == len(s.frames) {
		s.frames = append(s.frames, &frame{})
	}
	f := s.frames[s.depth]
	f.template = t
	s.frame = f
	return f
}

func (s *State) leave() {
	s.frame.reset()
	s.depth--
	s.frame = s.frames[s.depth]
}

// Render writes a body.
func (b *Body) Render(s *State) error {
	for i := range b.items {
		it := &b.items[i]
		if s.steps++; s.steps >= s.next {
			if err := s.check(); err != nil {
				return s.placed(err, it)
			}
		}
		if err := it.node.Render(s); err != nil {
			if err := s.handle(err, it); err != nil {
				return err
			}
		}
		if len(s.out) > s.limits.Output {
			return s.placed(s.tooMuch(), it)
		}
		if s.interrupt != goOn {
			return nil
		}
	}
	return nil
}

func (s *State) placed(err error, it *item) error {
	e := asError(err)
	if t := s.frame.template; t != nil {
		e.place(t.name, t.source, it.at)
	}
	return e
}

// handle puts an error in its place and decides whether the render goes on.
func (s *State) handle(err error, it *item) error {
	e := s.placed(err, it).(*Error)
	if e.Kind == ErrBudget && !e.soft || s.env.errors == ReturnErrors || s.over != nil {
		return e
	}
	if s.data.OnError != nil {
		s.data.OnError(e)
	}
	if over := s.step(100); over != nil {
		return s.placed(over, it)
	}
	if it.blank {
		return nil
	}
	if s.env.errors == InlineErrors {
		s.text(e.inline())
	} else {
		s.out = append(s.out, e.comment()...)
	}
	return nil
}

// WithGlobal runs f with one more name that is visible everywhere, in templates
// called by render too, as section is while a section is rendered.
func (s *State) WithGlobal(name string, v any, f func() error) error {
	n := len(s.globals)
	s.globals = append(s.globals, binding{name, normal(v)})
	err := f()
	clear(s.globals[n:])
	s.globals = s.globals[:n]
	return err
}

// Step takes n steps off the budget; a tag or filter that loops calls it.
func (s *State) Step(n int) error { return s.step(n) }

func (s *State) step(n int) error {
	if s.steps += n; s.steps >= s.next {
		return s.check()
	}
	return nil
}

// patience is how many steps a render takes before it lets others go first at every
// look at the clock: more than any honest page, so only the hostile ones wait.
const patience = 20_000

func (s *State) check() error {
	if s.over != nil {
		return s.over
	}
	if s.steps > s.limits.Steps {
		s.over = budgetf("template takes more than %d steps", s.limits.Steps)
		return s.over
	}
	if err := s.ctx.Err(); err != nil {
		e := budgetf("template takes too long")
		e.Cause = err
		s.over = e
		return e
	}
	s.next = min(s.steps+500, s.limits.Steps+1)
	if s.steps > patience {
		runtime.Gosched()
	}
	return nil
}

// Grow takes n bytes off the budget for values; call it before making a text
// or list whose size a template decides.
func (s *State) Grow(n int) error {
	if s.over != nil {
		return s.over
	}
	if n < 0 || n > s.limits.Assigned-s.assigned {
		s.over = budgetf("template makes more than %d bytes of values", s.limits.Assigned)
		return s.over
	}
	s.assigned += n
	return s.step(n >> 6)
}

// look pays for looking through a long text.
func (s *State) look(v any) error {
	if t, ok := textOf(v); ok && len(t) >= 256 {
		return s.step(len(t) >> 8)
	}
	return nil
}

// Context is the context of the render.
func (s *State) Context() context.Context { return s.ctx }

// Now is the time of the render, the same from beginning to end.
func (s *State) Now() time.Time {
	if s.now.IsZero() {
		s.now = s.env.now()
	}
	return s.now
}

// Escaping reports whether plain text is escaped when it is written.
func (s *State) Escaping() bool { return s.env.escape }

// Template is the template being rendered.
func (s *State) Template() *Template { return s.frame.template }

// Register answers a value of Data.Registers or SetRegister.
func (s *State) Register(name string) any {
	if v, ok := s.registers[name]; ok {
		return v
	}
	return s.data.Registers[name]
}

// SetRegister keeps a value for the rest of this render.
func (s *State) SetRegister(name string, v any) {
	if s.registers == nil {
		s.registers = map[string]any{}
	}
	s.registers[name] = v
}

// Errorf is an error of this render; the engine adds the place.
func (s *State) Errorf(format string, args ...any) error { return failf(format, args...) }

// Load asks the loader of the render for a template.
func (s *State) Load(name string) (*Template, error) {
	if s.data.Loader == nil {
		return nil, failf("no template '%s'", name)
	}
	t, err := s.data.Loader.Load(name)
	if err == nil && t == nil {
		err = failf("no template '%s'", name)
	}
	return t, err
}

// RenderTemplate writes another template, which sees the given variables and
// the global objects only. Depth, steps and bytes count for the whole render.
func (s *State) RenderTemplate(t *Template, vars map[string]any) error {
	if err := s.descend(); err != nil {
		return err
	}
	f := s.enter(t)
	defer s.leave()
	for _, name := range sortedKeys(vars) {
		f.assign(name, normal(vars[name]))
	}
	return s.isolated(t)
}

func (s *State) descend() error {
	if s.depth+1 >= s.limits.Depth {
		return tooDeep("Nesting too deep")
	}
	return s.step(10)
}

func (s *State) isolated(t *Template) error {
	err := t.body.Render(s)
	s.interrupt = goOn
	return err
}

// Capture answers what f writes instead of writing it.
func (s *State) Capture(f func() error) (any, error) {
	start := len(s.out)
	if err := f(); err != nil {
		s.out = s.out[:min(start, len(s.out))]
		return nil, err
	}
	return s.captured(start)
}

func (s *State) captured(start int) (any, error) {
	if err := s.Grow(len(s.out) - start); err != nil {
		return nil, err
	}
	got := string(s.out[start:])
	s.out = s.out[:start]
	if s.env.escape {
		return Safe(got), nil
	}
	return got, nil
}
