package liquid

import "strconv"

// tableRow is a for that writes the cells of a table.
type tableRow struct {
	name       string
	collection Expr
	attrs      map[string]Expr
	body       *Body
}

func parseTableRow(p *Parser, t Tag) (Node, error) {
	m := t.Markup
	n := &tableRow{attrs: map[string]Expr{}}
	var err error
	if n.name, err = m.Ident(); err != nil {
		return nil, err
	}
	if !m.Word("in") {
		return nil, m.Errorf("For loops require an 'in' clause")
	}
	if n.collection, err = m.Expr(); err != nil {
		return nil, err
	}
	args, err := m.namedArgs()
	for i, name := range args.Names {
		if name != "cols" && name != "limit" && name != "offset" && name != "range" {
			return nil, m.Errorf("Invalid attribute '%s' in tablerow loop. Valid attributes are cols, limit, offset, and range", name)
		}
		n.attrs[name] = args.Named[i]
	}
	if err != nil {
		return nil, err
	}
	n.body, _, err = p.Body(t, "endtablerow")
	return n, err
}

func (n *tableRow) silent() bool { return n.body.blank }

// tableLoop is the object tablerowloop.
type tableLoop struct {
	forloop
	cols, row, col int
}

func (t *tableLoop) Get(name string) any {
	switch name {
	case "col":
		return t.col
	case "col0":
		return t.col - 1
	case "col_first":
		return t.col == 1
	case "col_last":
		return t.col == t.cols
	case "row":
		return t.row
	case "name", "parentloop":
		return nil
	}
	return t.forloop.Get(name)
}

func (t *tableLoop) String() string { return "Liquid::TablerowloopDrop" }

// attribute is loose: a text counts by the digits it starts with.
func (n *tableRow) attribute(s *State, name string, none int) (int, error) {
	e := n.attrs[name]
	if e == nil {
		return none, nil
	}
	v, err := e.Eval(s)
	if err != nil {
		return 0, err
	}
	switch x := plain(v).(type) {
	case nil, int, float64, string, Safe:
		return max(-1<<40, min(looseInt(x), 1<<40)), nil
	}
	return 0, failf("invalid integer")
}

func (n *tableRow) Render(s *State) error {
	v, err := n.collection.Eval(s)
	if err != nil || !truthy(v) {
		return err
	}
	seq := looped(plain(v))
	from, err := n.attribute(s, "offset", 0)
	if err != nil {
		return err
	}
	limit, err := n.attribute(s, "limit", 1<<40)
	if err != nil {
		return err
	}
	to := max(0, min(seq.Len(), from+limit))
	from = max(0, from)
	if _, isText := textOf(v); isText {
		from, to = 0, seq.Len()
	}
	cols, err := n.attribute(s, "cols", max(0, to-from))
	if err != nil {
		return err
	}
	if to-from > s.limits.Range {
		return s.tooLong(to - from)
	}
	return n.rows(s, seq, from, to, cols)
}

func (n *tableRow) rows(s *State, seq Array, from, to, cols int) error {
	f := s.frame
	tl := &tableLoop{forloop: forloop{length: max(0, to-from)}, cols: cols, row: 1, col: 1}
	base := len(f.inner)
	f.push("tablerowloop", tl)
	f.push(n.name, nil)
	defer f.pop(base)
	s.out = append(s.out, "<tr class=\"row1\">\n"...)
	for ; tl.index < tl.length; tl.index++ {
		f.inner[base+1].value = normal(seq.At(from + tl.index))
		s.out = append(strconv.AppendInt(append(s.out, `<td class="col`...), int64(tl.col), 10), `">`...)
		if err := n.body.Render(s); err != nil {
			return err
		}
		s.out = append(s.out, "</td>"...)
		if s.interrupt != goOn {
			stop := s.interrupt == doBreak
			s.interrupt = goOn
			if stop {
				break
			}
		}
		if tl.col == cols {
			tl.col = 1
			tl.row++
			if tl.index < tl.length-1 {
				s.out = append(strconv.AppendInt(append(s.out, "</tr>\n<tr class=\"row"...), int64(tl.row), 10), `">`...)
			}
		} else {
			tl.col++
		}
	}
	s.out = append(s.out, "</tr>\n"...)
	return nil
}
