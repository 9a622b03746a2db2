package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// goods is what a buyer is after: one variant, by its id and by the page it is sold on.
type goods struct{ variant, page string }

// outcome is how an order ended: with a number, or with a sentence for the buyer.
type outcome struct {
	status  int
	number  string // of the order, once it was acknowledged
	refused string
	raw     []byte
}

// buyer is one person who buys one unit of each of the goods, or more of one when it is
// named again. A request that was not answered
// because the program was down is sent again as it was, with the same key.
type buyer interface {
	// fill does everything but the order itself.
	fill(all ...goods) error
	order() (outcome, error)
	email() string
}

// door is one way into a shop. What must hold at one must hold at all.
type door struct {
	name string
	open func(s *process, shop, name string) buyer
}

func doors() []door {
	return []door{
		{"storefront JSON", func(s *process, shop, name string) buyer { return &client{s: s, shop: shop, name: name} }},
		{"HTML checkout", func(s *process, shop, name string) buyer { return newBrowser(s, shop, name) }},
	}
}

var errGone = errors.New("the program did not come back")

// persist sends a request until it is answered: again after each time the program was
// down, and after 503 as often as patience allows.
func (s *process) persist(send func() (reply, error)) (reply, error) {
	for patience := s.patience; ; {
		before := s.gate.passes()
		got, err := send()
		switch {
		case err == nil && got.status != http.StatusServiceUnavailable:
			return got, nil
		case s.gate.again(before):
		case err == nil && patience > 0:
			patience--
		case err == nil:
			return got, nil
		default:
			return reply{}, errors.Join(errGone, err)
		}
	}
}

// client is a program at the storefront JSON. Each of its requests has a key of its own.
type client struct {
	s    *process
	shop string
	name string // also the beginning of its keys and of its address
	cart string
	// units put into the cart so far: the second of the same is a request of its own.
	units int
}

func (c *client) email() string { return c.name + "@example.com" }

func (c *client) do(method, path, body string) (reply, error) {
	header := map[string]string{"Idempotency-Key": c.name + " " + method + " " + path + " " + strconv.Itoa(c.units)}
	return c.s.persist(func() (reply, error) {
		return c.s.send(method, c.shop, "/api/v1/carts"+path, body, header)
	})
}

func (c *client) fill(all ...goods) error {
	var cart struct{ Token string }
	if err := c.step(http.MethodPost, "", `{}`, &cart); err != nil {
		return err
	}
	c.cart = "/" + cart.Token
	for _, g := range all {
		c.units++
		if err := c.step(http.MethodPost, c.cart+"/lines", `{"variant":"`+g.variant+`","quantity":1}`, nil); err != nil {
			return err
		}
	}
	var options struct{ Data []struct{ ID string } }
	steps := []struct {
		method, path, body string
		into               any
	}{
		{http.MethodPut, "/contact", `{"email":"` + c.email() + `"}`, nil},
		{http.MethodPut, "/address", `{"name":"` + c.name + `","line1":"1 rue Haute","postal_code":"69001","city":"Lyon","country":"FR"}`, nil},
		{http.MethodGet, "/delivery-options", "", &options},
	}
	for _, step := range steps {
		if err := c.step(step.method, c.cart+step.path, step.body, step.into); err != nil {
			return err
		}
	}
	if len(options.Data) == 0 {
		return errors.New("no delivery is offered")
	}
	return c.step(http.MethodPut, c.cart+"/delivery", `{"option":"`+options.Data[0].ID+`"}`, nil)
}

// step is a request that must succeed.
func (c *client) step(method, path, body string, into any) error {
	got, err := c.do(method, path, body)
	if err == nil && got.status >= 300 {
		err = fmt.Errorf("%s %s: %d %s", method, path, got.status, got.body)
	}
	if err == nil && into != nil {
		err = json.Unmarshal(got.body, into)
	}
	return err
}

// placed is the answer to an order.
type placed struct {
	Order  string `json:"order"`
	Number string `json:"number"`
	Status string `json:"status"`
}

func (c *client) order() (outcome, error) {
	got, err := c.do(http.MethodPost, c.cart+"/order", `{"payment_method":"bank-transfer"}`)
	if err != nil {
		return outcome{}, err
	}
	var answer struct{ Number, Code, Detail string }
	err = json.Unmarshal(got.body, &answer)
	result := outcome{status: got.status, raw: got.body}
	if got.status == http.StatusCreated {
		result.number = answer.Number
	} else if answer.Code != "" {
		result.refused = strings.TrimSpace(answer.Detail)
	}
	return result, err
}
