package web

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sort"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
)

// A key is kept three days: longer than any program retries, and than the 48 hours
// the API promises.
const keepOnce = 72 * time.Hour

// once is the place of one write with a key: an empty one when there is no key.
type once struct {
	caller, route, key string
	replay             *built
}

// claimOnce takes the place of the request's key in the transaction of its effect. The
// same request gets the first answer again, another request with the key is refused.
// Two at the same time wait for each other at the primary key.
func (s *Server) claimOnce(tx *db.Tx, r *Request) (*once, error) {
	key := r.onceKey()
	if key == "" || isRead(r.HTTP.Method) {
		return &once{}, nil
	}
	if len(key) > 255 {
		return nil, errs.Invalid("An idempotency key has at most 255 characters.").WithCode("idempotency_key_invalid")
	}
	o := &once{caller: r.Caller, route: r.HTTP.Method + " " + r.route.pattern, key: key}
	sys := db.System(tx, "keys of requests, also before there is a shop")
	hash := r.requestHash()
	n, err := sys.Exec(`
		INSERT INTO idempotency (shop_id, caller, route, key, request_hash, created_at)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		tx.Shop, o.caller, o.route, o.key, hash, tx.Now)
	if err != nil || n == 1 {
		return o, err
	}
	o.replay, err = s.replay(sys, tx, o, hash)
	return o, err
}

type keptAnswer struct {
	RequestHash string
	Status      int64
	Header      string
	Cookies     string
	Answer      string
}

func (s *Server) replay(sys, tx *db.Tx, o *once, hash string) (*built, error) {
	kept, err := db.One[keptAnswer](sys, `
		SELECT request_hash, status, header, cookies, answer FROM idempotency
		WHERE shop_id = $1 AND caller = $2 AND route = $3 AND key = $4`,
		tx.Shop, o.caller, o.route, o.key)
	if err != nil {
		return nil, err
	}
	if kept.RequestHash != hash {
		return nil, errs.Invalid("This idempotency key was used for another request. Use a new key.").WithCode("idempotency_key_reused")
	}
	if kept.Status == shownOnce {
		return nil, errs.Conflict("This was done already. What it showed is shown only once.").WithCode("shown_once")
	}
	out := &built{status: int(kept.Status), header: http.Header{}, body: &spool{}}
	body, err := base64.StdEncoding.DecodeString(kept.Answer)
	err = errors.Join(err, json.Unmarshal([]byte(kept.Header), &out.header), json.Unmarshal([]byte(kept.Cookies), &out.cookies))
	if err != nil {
		return nil, fmt.Errorf("read a kept answer: %w", err)
	}
	out.header.Set("Idempotency-Replayed", "true")
	_, err = out.body.Write(body)
	return out, err
}

// shownOnce stands for the answer that was not kept, because it holds a secret.
const shownOnce = -1

// keep stores the answer beside the effect. A session cookie and the body of a Secret
// answer are left out: they must not lie in the database.
func (o *once) keep(tx *db.Tx, out *built) error {
	if o.key == "" {
		return nil
	}
	if out.secret {
		_, err := db.System(tx, "keys of requests, also before there is a shop").Exec(`
			UPDATE idempotency SET status = $5 WHERE shop_id = $1 AND caller = $2 AND route = $3 AND key = $4`,
			tx.Shop, o.caller, o.route, o.key, shownOnce)
		return err
	}
	body, small := out.body.small()
	if !small {
		return errs.Invalid("This answer is too large for an idempotency key. Send the request without one.")
	}
	cookies := slices.DeleteFunc(slices.Clone(out.cookies), func(c *http.Cookie) bool { return c.Name == sessionCookie })
	header, err := json.Marshal(out.header)
	baked, wrong := json.Marshal(cookies)
	if err := errors.Join(err, wrong); err != nil {
		return fmt.Errorf("keep an answer: %w", err)
	}
	_, err = db.System(tx, "keys of requests, also before there is a shop").Exec(`
		UPDATE idempotency SET status = $5, header = $6, cookies = $7, answer = $8
		WHERE shop_id = $1 AND caller = $2 AND route = $3 AND key = $4`,
		tx.Shop, o.caller, o.route, o.key, out.status, string(header), string(baked), base64.StdEncoding.EncodeToString(body))
	return err
}

// onceKey is the key of the request: the header of programs, the hidden field of forms.
func (r *Request) onceKey() string {
	if key := r.HTTP.Header.Get("Idempotency-Key"); key != "" {
		return key
	}
	if key := r.Form.Get(onceField); key != "" {
		return key
	}
	return r.Form.Get("idempotency_key")
}

// requestHash says whether two requests are the same: address, fields, files by name
// and size, or the body of a program.
func (r *Request) requestHash() string {
	sum := sha256.New()
	part := func(text string) { fmt.Fprintf(sum, "%d:%s", len(text), text) }
	part(r.HTTP.Method)
	part(r.HTTP.URL.RequestURI())
	names := make([]string, 0, len(r.Form))
	for name := range r.Form {
		if name != onceField && name != "idempotency_key" {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		part(name)
		for _, value := range r.Form[name] {
			part(value)
		}
	}
	if r.HTTP.MultipartForm != nil {
		for _, name := range sortedKeys(r.HTTP.MultipartForm.File) {
			for _, file := range r.HTTP.MultipartForm.File[name] {
				part(name + file.Filename + itoa(int(file.Size)))
			}
		}
	}
	_, _ = sum.Write(r.body)
	return hex.EncodeToString(sum.Sum(nil))
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// CleanUp drops keys older than three days; app runs it as a periodic job inside a
// write transaction of no shop.
func CleanUp(tx *db.Tx) error {
	_, err := db.System(tx, "old keys of requests of all shops").Exec(
		`DELETE FROM idempotency WHERE created_at < $1`, tx.Now.Add(-keepOnce))
	return err
}

// shortHash names a secret without telling it.
func shortHash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:10])
}
