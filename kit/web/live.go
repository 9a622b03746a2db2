package web

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/id"
)

// The pace of the live stream and how much of it there may be.
const (
	livePace      = time.Second      // between two looks at the events, one for all tabs
	liveBeat      = 20 * time.Second // a sign of life; a lost connection is noticed
	liveCheck     = time.Minute      // session and permissions are looked at again
	liveOverlap   = 10 * time.Second // events of a slow transaction come late
	livePerPerson = 12
	livePerShop   = 200
	liveMost      = 200 // events at one look
	liveWaiting   = 64  // messages a slow tab may fall behind
)

// News is one message of the stream to one tab.
type News struct {
	// Kind is new or changed, or people for who else is on the page.
	Kind string `json:"kind"`
	// Topic is the list it belongs to ("orders"), Path the page of the thing.
	Topic string `json:"topic,omitempty"`
	Path  string `json:"path,omitempty"`
	// Text is said in a toast when somebody else of the staff did it; for people it
	// names them.
	Text string `json:"text,omitempty"`
	// More is said over the list when there is something new: one, and many with %d.
	More []string `json:"more,omitempty"`
	Mine bool     `json:"mine,omitempty"`
}

// Telling turns a fact into news for those who have the permission. Say is asked once
// per person, in the person's language; ok false tells nothing.
type Telling struct {
	Fact       string
	Permission string
	Say        func(r *Request, h event.Happened) (news News, ok bool)
}

// Telling declares what a fact of the department is told as.
func (rs *Routes) Telling(t Telling) { rs.tellings = append(rs.tellings, t) }

// live is the stream of one process: one poller for all tabs, none while there are none.
type live struct {
	server *Server
	mu     sync.Mutex
	shops  map[id.ID]*liveShop
	stop   chan struct{}
	ended  bool
	runs   bool
}

type liveShop struct {
	tabs map[*liveTab]bool
	last id.ID
	seen map[id.ID]bool
}

type liveTab struct {
	r    *Request
	at   string
	edit bool
	out  chan liveMessage
}

type liveMessage struct {
	id   id.ID
	news News
}

func newLive(s *Server) *live {
	return &live{server: s, shops: map[id.ID]*liveShop{}, stop: make(chan struct{})}
}

// EndStreams closes every live stream at once, so that a shutdown need not wait.
func (s *Server) EndStreams() {
	s.live.mu.Lock()
	defer s.live.mu.Unlock()
	if !s.live.ended {
		s.live.ended = true
		close(s.live.stop)
	}
}

// liveInput is where the tab is and what it heard last.
type liveInput struct {
	At    string `form:"at"`
	Edit  bool   `form:"edit"`
	Since string `form:"since"`
}

// Live answers the stream of news of a shop; app mounts it at /live, outside of a
// transaction.
func Live(d *db.DB, r *Request, in liveInput) (Answer, error) { return r.server.stream(d, r, in) }

// LiveCounts answers the figures of the navigation, asked for after news.
func LiveCounts(tx *db.Tx, r *Request, _ struct{}) (Answer, error) {
	counts := map[string]string{}
	for _, entry := range r.server.config.Nav {
		for _, one := range append([]NavEntry{entry}, entry.Sub...) {
			if link, ok := r.navLink(tx, one); ok && one.Count != nil {
				counts[link.ID] = link.Count
			}
		}
	}
	return JSON(http.StatusOK, counts), nil
}

// stream answers /live: the news of the shop until the tab goes, is hidden or may no
// longer hear them.
func (s *Server) stream(_ *db.DB, r *Request, in liveInput) (Answer, error) {
	since := in.Since
	if known := r.HTTP.Header.Get("Last-Event-ID"); known != "" {
		since = known
	}
	last, _ := strconv.ParseInt(since, 36, 64) // none: from now on
	tab := &liveTab{r: r, edit: in.Edit, out: make(chan liveMessage, liveWaiting)}
	if s.mayBeAt(r, in.At) {
		tab.at = in.At
	}
	if err := s.live.join(tab, id.ID(last)); err != nil {
		return Answer{}, err
	}
	return Answer{status: http.StatusOK, flow: func(w http.ResponseWriter) { s.live.flow(w, tab) }}, nil
}

// mayBeAt keeps names of colleagues to pages the person may open.
func (s *Server) mayBeAt(r *Request, at string) bool {
	if !strings.HasPrefix(at, r.Path("/")+"/") || len(at) > 300 {
		return false
	}
	probe := &http.Request{Method: http.MethodGet, URL: &url.URL{Path: at}, Host: r.HTTP.Host}
	_, pattern := s.adminMux.Handler(probe)
	for _, one := range s.config.Admin.list {
		if pattern == one.method+" "+exact(one.mounted()) {
			return one.access.permission == "" || r.Person.May(one.access.permission)
		}
	}
	return false
}

func (l *live) join(tab *liveTab, last id.ID) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	shop := l.shops[tab.r.Shop.ID]
	if shop == nil {
		shop = &liveShop{tabs: map[*liveTab]bool{}, seen: map[id.ID]bool{}}
		l.shops[tab.r.Shop.ID] = shop
	}
	mine := 0
	for other := range shop.tabs {
		if other.r.Person.Account == tab.r.Person.Account {
			mine++
		}
	}
	if l.ended || mine >= livePerPerson || len(shop.tabs) >= livePerShop {
		return errs.TooMany(30, "Too many windows of this shop are open. Please close some.")
	}
	now := id.ID(time.Now().UnixMilli() << 21)
	if floor := now - id.ID(5*time.Minute.Milliseconds()<<21); last != 0 && last < floor {
		last = floor // long away: the page is loaded anew by the person
	}
	if last == 0 {
		last = now
	}
	if shop.last == 0 || last < shop.last {
		shop.last = last
	}
	shop.tabs[tab] = true
	l.tellPeople(shop, tab.at)
	if !l.runs {
		l.runs = true
		go l.poll()
	}
	return nil
}

func (l *live) leave(tab *liveTab) {
	l.mu.Lock()
	defer l.mu.Unlock()
	shop := l.shops[tab.r.Shop.ID]
	if shop == nil {
		return
	}
	delete(shop.tabs, tab)
	l.tellPeople(shop, tab.at)
	if len(shop.tabs) == 0 {
		delete(l.shops, tab.r.Shop.ID)
	}
}

// tellPeople says on each tab of a page who else is there.
func (l *live) tellPeople(shop *liveShop, at string) {
	if at == "" {
		return
	}
	for tab := range shop.tabs {
		if tab.at != at {
			continue
		}
		var names []string
		edits := false
		for other := range shop.tabs {
			if other.at == at && other.r.Person.Account != tab.r.Person.Account && !contains(names, other.r.Person.Name) {
				names = append(names, firstOf(other.r.Person.Name, other.r.Person.Email))
				edits = edits || other.edit
			}
		}
		text := ""
		switch {
		case len(names) > 0 && edits:
			text = tab.r.Text.N(len(names), "%[2]s is editing this too.", "%[2]s are editing this too.", strings.Join(names, ", "))
		case len(names) > 0:
			text = tab.r.Text.N(len(names), "%[2]s is looking at this too.", "%[2]s are looking at this too.", strings.Join(names, ", "))
		}
		tab.send(liveMessage{news: News{Kind: "people", Text: text}})
	}
}

func contains(list []string, one string) bool {
	for _, each := range list {
		if each == one {
			return true
		}
	}
	return false
}

// send drops what a tab cannot take: its page is right without it.
func (t *liveTab) send(m liveMessage) {
	select {
	case t.out <- m:
	default:
	}
}

// poll looks at the events of all shops with open tabs until there are none.
func (l *live) poll() {
	tick := time.NewTicker(livePace)
	defer tick.Stop()
	for {
		select {
		case <-l.stop:
			return
		case <-tick.C:
		}
		l.mu.Lock()
		shops := make(map[id.ID]id.ID, len(l.shops))
		for shop, state := range l.shops {
			shops[shop] = state.last
		}
		l.runs = len(shops) > 0
		l.mu.Unlock()
		if len(shops) == 0 {
			return
		}
		if err := l.look(shops); err != nil {
			l.server.config.Log.Warn("live stream", "error", err.Error())
		}
	}
}

func (l *live) look(shops map[id.ID]id.ID) error {
	ctx, done := context.WithTimeout(context.Background(), 5*time.Second)
	defer done()
	return l.server.config.DB.Read(ctx, db.Scope{}, func(tx *db.Tx) error {
		sys := db.System(tx, "news of the shops with open tabs")
		for shop, last := range shops {
			found, err := event.Since(sys.InShop(shop), last-id.ID(liveOverlap.Milliseconds()<<21), liveMost)
			if err != nil {
				return err
			}
			l.tell(shop, found)
		}
		return nil
	})
}

func (l *live) tell(shop id.ID, found []event.Happened) {
	l.mu.Lock()
	defer l.mu.Unlock()
	state := l.shops[shop]
	if state == nil {
		return
	}
	floor := state.last - id.ID(liveOverlap.Milliseconds()<<21)
	for known := range state.seen {
		if known < floor {
			delete(state.seen, known)
		}
	}
	for _, h := range found {
		if state.seen[h.ID] {
			continue
		}
		state.seen[h.ID] = true
		state.last = max(state.last, h.ID)
		for tab := range state.tabs {
			if news, ok := l.server.newsFor(tab.r, h); ok {
				tab.send(liveMessage{h.ID, news})
			}
		}
	}
}

// newsFor is an event as one person may hear it.
func (s *Server) newsFor(r *Request, h event.Happened) (News, bool) {
	for _, t := range s.config.Admin.tellings {
		if t.Fact != h.Name || t.Permission != "" && !r.Person.May(t.Permission) {
			continue
		}
		news, ok := t.Say(r, h)
		news.Mine = h.ActorKind == "staff" && h.ActorID == r.Person.Account
		if h.ActorKind != "staff" || news.Mine {
			news.Text = ""
		}
		return news, ok
	}
	return News{}, false
}

// flow writes the messages of a tab until it is over.
func (l *live) flow(w http.ResponseWriter, tab *liveTab) {
	defer l.leave(tab)
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Time{}) // the server's own would cut the stream
	beat, check := time.NewTicker(liveBeat), time.NewTicker(liveCheck)
	defer beat.Stop()
	defer check.Stop()
	text := ": hello\n\n"
	for {
		_ = control.SetWriteDeadline(time.Now().Add(liveBeat)) // a connection that cannot is not slow
		if _, err := w.Write([]byte(text)); err != nil || control.Flush() != nil {
			return
		}
		select {
		case <-l.stop:
			return
		case <-tab.r.HTTP.Context().Done():
			return
		case <-beat.C:
			text = ": beat\n\n"
		case <-check.C:
			if !l.still(tab) {
				return
			}
			text = ": beat\n\n"
		case m := <-tab.out:
			text = m.written()
		}
	}
}

// still looks again at session, staff and permissions, and keeps what they are now.
func (l *live) still(tab *liveTab) bool {
	fresh := *tab.r
	if l.server.findPerson(&fresh) != nil || l.server.staffMay(&fresh) != nil {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	tab.r = &fresh
	return true
}

func (m liveMessage) written() string {
	data, _ := json.Marshal(m.news) // strings only
	text := "data: " + string(data) + "\n\n"
	if m.id != 0 {
		text = "id: " + strconv.FormatInt(int64(m.id), 36) + "\n" + text
	}
	return text
}
