package demo

import "math"

// thing draws one kind of product in a main and a second colour.
type thing func(a, b tint) []layer

var (
	brass = hex(0xC9A24B)
	linen = hex(0xEFE6D6)
	ink   = hex(0x2B2B30)
	leaf  = hex(0x5E8C61)
)

func all() [4]float64 { return [4]float64{0, 0, sheet, sheet} }

// contact is the soft dark below what stands on the ground: a shadow without a solid.
func contact(cx, y, rx float64) layer {
	s := ellipse(cx, y, rx, rx*0.16)
	return layer{shape: func(x, y float64) float64 { return s(x, y) + 14 }, box: [4]float64{cx - rx, y - rx*.2, cx + rx, y + rx*.2}, cast: 0.36}
}

func lathe(c float64, paint func(x, y float64) tint, gloss float64, points ...[2]float64) []layer {
	s, r := profile(c, points...)
	widest := 0.0
	for _, p := range points {
		widest = math.Max(widest, p[1])
	}
	bottom := points[len(points)-1]
	box := [4]float64{c - widest - 4, points[0][0] - widest*.3, c + widest + 4, bottom[0] + widest*.3}
	return []layer{contact(c+26, bottom[0]+8, bottom[1]*1.25), {shape: s, round: r, box: box, paint: paint, gloss: gloss}}
}

// mouth is the opening on top of a turned solid.
func mouth(c, y, r float64, edge, inside tint) []layer {
	box := [4]float64{c - r, y - r*.3, c + r, y + r*.3}
	return []layer{
		{shape: ellipse(c, y, r, r*.17), box: box, paint: flat(edge), bevel: 6},
		{shape: ellipse(c, y+2, r*.9, r*.135), box: box, paint: func(x, _ float64) tint {
			return inside.times(0.35 + 0.5*(x-c+r)/(2*r))
		}},
	}
}

func bands(a, b tint, from, to float64) func(x, y float64) tint {
	return func(_, y float64) tint { return a.mix(b, smooth(from-3, from+3, y)-smooth(to-3, to+3, y)) }
}

func vase(a, b tint) []layer {
	out := lathe(500, bands(a, b, 640, 700), 0.55, [2]float64{270, 84}, [2]float64{360, 70}, [2]float64{470, 140}, [2]float64{640, 215}, [2]float64{800, 130})
	return append(out, mouth(500, 270, 84, a, a)...)
}

func bottleVase(a, b tint) []layer {
	stems := []layer{}
	for i, end := range [][2]float64{{380, 120}, {500, 70}, {620, 150}} {
		stems = append(stems, layer{shape: stroke(7, [2]float64{500, 380}, end), box: all(), paint: flat(leaf.times(0.8)), bevel: 4})
		for n := range 4 {
			t := 0.25 + 0.22*float64(n)
			x, y := 500+(end[0]-500)*t, 380+(end[1]-380)*t
			side := float64(n%2*2-1) * 34
			stems = append(stems, layer{shape: turned(ellipse(x+side, y-10, 38, 15), x+side, y-10, side*0.9+float64(i*9)), box: [4]float64{x - 90, y - 70, x + 90, y + 60}, paint: flat(leaf.mix(b, 0.12)), bevel: 14, cast: 0.12})
		}
	}
	return append(stems, lathe(500, flat(a), 0.75, [2]float64{360, 46}, [2]float64{450, 44}, [2]float64{560, 130}, [2]float64{700, 168}, [2]float64{810, 150})...)
}

func mug(a, b tint) []layer {
	handle := layer{shape: ring(ellipse(668, 590, 88, 112), 36), box: [4]float64{540, 440, 790, 740}, paint: flat(a), bevel: 18, gloss: 0.5, cast: 0.16}
	out := append([]layer{handle}, lathe(480, bands(a, b, 660, 1000), 0.5, [2]float64{420, 186}, [2]float64{600, 182}, [2]float64{720, 176}, [2]float64{770, 150})...)
	return append(out, mouth(480, 420, 186, a, hex(0x6B4A32))...)
}

func bowl(a, b tint) []layer {
	out := lathe(500, bands(a, b, 700, 1000), 0.5, [2]float64{520, 300}, [2]float64{600, 280}, [2]float64{690, 190}, [2]float64{745, 110}, [2]float64{770, 112})
	return append(out, mouth(500, 520, 300, a.mix(linen, .3), b)...)
}

func plate(a, b tint) []layer {
	disc := func(r float64, t tint, bevel float64) layer {
		return layer{shape: ellipse(500, 520, r, r*.94), box: [4]float64{500 - r, 520 - r, 500 + r, 520 + r}, paint: flat(t), bevel: bevel, gloss: 0.35, cast: 0.22}
	}
	inner := disc(228, a.mix(b, 0.22), 10)
	inner.cast = 0
	line := layer{shape: ring(ellipse(500, 520, 292, 292*.94), 7), box: all(), paint: flat(b)}
	return []layer{disc(340, a, 26), line, inner, {shape: ring(ellipse(500, 520, 228, 228*.94), 5), box: all(), paint: flat(a.times(.82))}}
}

func jug(a, b tint) []layer {
	handle := layer{shape: ring(ellipse(650, 510, 104, 150), 30), box: [4]float64{520, 330, 790, 690}, paint: flat(a), bevel: 15, gloss: 0.6, cast: 0.15}
	spout := layer{shape: polygon(14, [2]float64{350, 300}, [2]float64{450, 290}, [2]float64{420, 400}), box: [4]float64{300, 250, 480, 430}, paint: flat(a), bevel: 22, gloss: 0.5}
	out := append([]layer{handle, spout}, lathe(490, bands(a, b, 300, 440), 0.6, [2]float64{300, 104}, [2]float64{390, 96}, [2]float64{520, 158}, [2]float64{680, 190}, [2]float64{800, 140})...)
	return append(out, mouth(490, 300, 104, a, a)...)
}

func candle(a, b tint) []layer {
	flame := []layer{
		{shape: stroke(7, [2]float64{500, 470}, [2]float64{502, 430}), box: [4]float64{480, 420, 520, 480}, paint: flat(ink)},
		{shape: either(ellipse(502, 404, 15, 32)), box: [4]float64{470, 350, 530, 450}, paint: flat(tint{2.2, 1.35, .5}), bevel: 10},
	}
	out := lathe(500, bands(a, linen, 600, 700), 0.85, [2]float64{480, 150}, [2]float64{620, 150}, [2]float64{780, 146})
	out = append(out, layer{shape: roundRect(500, 655, 150, 70, 4), box: all(), paint: flat(b)})
	return append(append(out, mouth(500, 480, 150, a, linen)...), flame...)
}

func lamp(a, b tint) []layer {
	out := lathe(500, flat(b), 0.7, [2]float64{500, 16}, [2]float64{700, 18}, [2]float64{760, 40}, [2]float64{800, 130}, [2]float64{818, 132})
	shade, round := profile(500, [2]float64{240, 130}, [2]float64{520, 230})
	glow := func(x, y float64) tint { return a.mix(tint{1.25, 1.02, .7}, 0.55*(1-math.Abs(y-430)/230)) }
	return append(out, layer{shape: shade, round: round, box: [4]float64{260, 180, 740, 570}, paint: glow, cast: 0.2})
}

func pendant(a, b tint) []layer {
	cord := layer{shape: stroke(6, [2]float64{500, 0}, [2]float64{500, 330}), box: [4]float64{480, 0, 520, 340}, paint: flat(ink)}
	s, r := profile(500, [2]float64{330, 40}, [2]float64{400, 90}, [2]float64{520, 210}, [2]float64{610, 270})
	bulb := layer{shape: ellipse(500, 640, 62, 50), box: [4]float64{430, 580, 570, 700}, paint: flat(tint{1.9, 1.6, 1.1}), bevel: 30}
	cap := layer{shape: roundRect(500, 326, 54, 60, 14), box: [4]float64{460, 290, 540, 360}, paint: flat(b), bevel: 16, gloss: .8}
	return []layer{cord, bulb, {shape: s, round: r, box: [4]float64{220, 280, 780, 670}, paint: flat(a), gloss: 0.4, cast: 0.15}, cap}
}

func stool(a, b tint) []layer {
	out := []layer{contact(520, 845, 250)}
	for _, leg := range [][4]float64{{420, 470, 330, 830}, {580, 470, 670, 830}, {500, 480, 505, 850}} {
		out = append(out, layer{shape: stroke(30, [2]float64{leg[0], leg[1]}, [2]float64{leg[2], leg[3]}), box: all(), paint: flat(b), bevel: 15, gloss: .2, cast: .1})
	}
	out = append(out, layer{shape: stroke(18, [2]float64{375, 690}, [2]float64{628, 690}), box: all(), paint: flat(b.times(.9)), bevel: 9})
	return append(out, lathe(500, flat(a), 0.15, [2]float64{420, 235}, [2]float64{440, 240}, [2]float64{475, 232})[1:]...)
}

func cushion(a, b tint) []layer {
	s := func(x, y float64) float64 {
		u, v := math.Abs(x-500)/300, math.Abs(y-530)/280
		return (math.Pow(math.Pow(u, 3.2)+math.Pow(v, 3.2), 1/3.2) - 1) * 260
	}
	paint := func(x, y float64) tint { return a.mix(b, stripes(x*0.7+y*0.7, 74, 22)) }
	return []layer{contact(520, 800, 300), {shape: s, box: [4]float64{190, 230, 810, 830}, paint: paint, bevel: 250, cast: 0.25}}
}

func stripes(v, period, width float64) float64 {
	m := math.Mod(v, period)
	return smooth(0, 3, m) - smooth(width, width+3, m)
}

func throwBlanket(a, b tint) []layer {
	out := []layer{contact(520, 770, 330)}
	for i := range 4 {
		y := 700 - float64(i)*92
		paint := func(x, py float64) tint { return a.mix(b, stripes(x, 150, 46)*0.85).times(1 - 0.05*math.Sin(py*0.9)) }
		out = append(out, layer{shape: roundRect(500, y, 620-float64(i)*8, 92, 46), box: [4]float64{170, y - 60, 830, y + 60}, paint: paint, bevel: 44, cast: 0.22})
	}
	return out
}

func tote(a, b tint) []layer {
	strap := func(dx float64) layer {
		return layer{shape: both(ring(ellipse(500+dx, 400, 110, 210), 24), func(_, y float64) float64 { return y - 420 }), box: [4]float64{350, 170, 650, 430}, paint: flat(a.times(.86)), bevel: 10, cast: .1}
	}
	body := layer{shape: polygon(16, [2]float64{285, 400}, [2]float64{715, 400}, [2]float64{745, 810}, [2]float64{255, 810}), box: [4]float64{230, 370, 770, 840}, paint: flat(a), bevel: 26, cast: .24}
	print := layer{shape: either(ellipse(500, 610, 92, 92)), box: [4]float64{400, 510, 600, 710}, paint: flat(b)}
	half := layer{shape: both(ellipse(500, 610, 92, 92), func(_, y float64) float64 { return 610 - y }), box: [4]float64{400, 510, 600, 710}, paint: flat(b.mix(a, .45))}
	return []layer{contact(520, 830, 260), strap(14), body, strap(0), print, half}
}

func notebook(a, b tint) []layer {
	pages := layer{shape: turned(roundRect(512, 522, 420, 560, 14), 500, 510, -8), box: all(), paint: func(x, _ float64) tint { return linen.times(0.92 + .05*math.Sin(x*1.2)) }, bevel: 6, cast: .28}
	cover := layer{shape: turned(roundRect(500, 510, 420, 560, 18), 500, 510, -8), box: all(), paint: flat(a), bevel: 10, gloss: .1}
	band := layer{shape: turned(roundRect(640, 510, 20, 562, 2), 500, 510, -8), box: all(), paint: flat(b), bevel: 5, cast: .1}
	label := layer{shape: turned(roundRect(470, 410, 170, 90, 6), 500, 510, -8), box: all(), paint: flat(linen), bevel: 4}
	return []layer{pages, cover, band, label}
}

func pen(a, b tint) []layer {
	body := layer{shape: turned(roundRect(500, 500, 62, 560, 31), 500, 500, 38), box: all(), paint: flat(a), bevel: 31, gloss: .8, cast: .26}
	grip := layer{shape: turned(roundRect(500, 300, 62, 110, 12), 500, 500, 38), box: all(), paint: flat(b), bevel: 31, gloss: .8}
	tip := layer{shape: turned(polygon(6, [2]float64{474, 778}, [2]float64{526, 778}, [2]float64{500, 850}), 500, 500, 38), box: all(), paint: flat(brass), bevel: 14, gloss: .9, cast: .15}
	clip := layer{shape: turned(roundRect(528, 330, 12, 190, 6), 500, 500, 38), box: all(), paint: flat(brass), bevel: 6, gloss: .9}
	return []layer{tip, body, grip, clip}
}

func clock(a, b tint) []layer {
	face := layer{shape: ellipse(500, 500, 300, 300), box: all(), paint: flat(a), bevel: 24, cast: .26}
	inner := layer{shape: ellipse(500, 500, 262, 262), box: all(), paint: flat(a.mix(linen, .55)), bevel: 4}
	out := []layer{face, inner}
	for h := range 12 {
		sin, cos := math.Sincos(float64(h) * math.Pi / 6)
		length := 22.0
		if h%3 == 0 {
			length = 44
		}
		out = append(out, layer{shape: stroke(9, [2]float64{500 + sin*232, 500 - cos*232}, [2]float64{500 + sin*(232-length), 500 - cos*(232-length)}), box: all(), paint: flat(b)})
	}
	return append(out,
		layer{shape: stroke(17, [2]float64{500, 500}, [2]float64{395, 420}), box: all(), paint: flat(b), bevel: 6, cast: .12},
		layer{shape: stroke(12, [2]float64{500, 500}, [2]float64{610, 330}), box: all(), paint: flat(b), bevel: 5, cast: .12},
		layer{shape: ellipse(500, 500, 17, 17), box: all(), paint: flat(brass), bevel: 12, gloss: .8})
}

func board(a, b tint) []layer {
	grain := func(x, y float64) tint {
		return a.mix(b, 0.5+0.5*math.Sin(x*.055+4*math.Sin(y*.006)+.6*math.Sin(y*.03))*.7)
	}
	s := without(either(roundRect(500, 590, 400, 520, 60), roundRect(500, 290, 110, 220, 50)), ellipse(500, 240, 24, 24))
	return []layer{{shape: turned(s, 500, 500, 12), box: all(), paint: grain, bevel: 18, gloss: .15, cast: .3}}
}

func planter(a, b tint) []layer {
	out := []layer{}
	for i, l := range [][3]float64{{500, 180, 0}, {390, 240, -34}, {610, 240, 34}, {330, 350, -62}, {670, 350, 62}, {450, 290, -16}, {560, 300, 18}} {
		shade := leaf.times(0.75 + 0.08*float64(i%4))
		out = append(out, layer{shape: turned(ellipse(l[0], l[1]+60, 56, 150), l[0], l[1]+60, l[2]), box: all(), paint: flat(shade), bevel: 46, gloss: .25, cast: .14})
	}
	out = append(out, lathe(500, bands(a, b, 560, 600), 0.25, [2]float64{490, 196}, [2]float64{540, 198}, [2]float64{700, 170}, [2]float64{815, 140})...)
	return out
}

func basket(a, b tint) []layer {
	weave := func(x, y float64) tint {
		k := math.Sin(x*.11+math.Floor(y/26)*math.Pi) * .5
		return a.mix(b, .25+.25*k).times(0.86 + .14*math.Abs(math.Sin(y*math.Pi/26)))
	}
	handles := layer{shape: either(ring(ellipse(330, 420, 60, 84), 22), ring(ellipse(670, 420, 60, 84), 22)), box: all(), paint: flat(b), bevel: 11, cast: .12}
	out := append([]layer{handles}, lathe(500, weave, 0.05, [2]float64{440, 250}, [2]float64{560, 262}, [2]float64{720, 240}, [2]float64{790, 200})...)
	return append(out, mouth(500, 440, 250, b, a.times(.6))...)
}

func shirt(a, b tint) []layer {
	body := polygon(22, [2]float64{380, 250}, [2]float64{620, 250}, [2]float64{800, 370}, [2]float64{735, 480}, [2]float64{660, 440}, [2]float64{660, 800}, [2]float64{340, 800}, [2]float64{340, 440}, [2]float64{265, 480}, [2]float64{200, 370})
	s := without(body, ellipse(500, 222, 92, 62))
	pocket := layer{shape: roundRect(575, 450, 92, 104, 10), box: all(), paint: flat(b), bevel: 5, cast: .05}
	return []layer{{shape: s, box: all(), paint: flat(a), bevel: 40, cast: .24}, {shape: both(ring(ellipse(500, 222, 100, 70), 18), func(_, y float64) float64 { return 232 - y }), box: all(), paint: flat(a.times(.84)), bevel: 8}, pocket}
}

func bottle(a, b tint) []layer {
	out := lathe(500, bands(a, b, 520, 690), 0.8, [2]float64{250, 60}, [2]float64{330, 62}, [2]float64{400, 120}, [2]float64{460, 136}, [2]float64{810, 136})
	lid := lathe(500, flat(b), 0.6, [2]float64{190, 62}, [2]float64{270, 64})[1:]
	return append(out, lid...)
}

func teapot(a, b tint) []layer {
	spout := layer{shape: stroke(52, [2]float64{330, 620}, [2]float64{240, 520}, [2]float64{215, 470}), box: all(), paint: flat(a), bevel: 26, gloss: .6, cast: .12}
	handle := layer{shape: ring(ellipse(705, 570, 90, 110), 30), box: all(), paint: flat(b), bevel: 15, gloss: .3, cast: .14}
	out := append([]layer{spout, handle}, lathe(500, flat(a), 0.65, [2]float64{440, 96}, [2]float64{500, 176}, [2]float64{610, 226}, [2]float64{720, 190}, [2]float64{775, 130})...)
	out = append(out, lathe(500, flat(a.mix(b, .2)), 0.6, [2]float64{400, 30}, [2]float64{425, 84}, [2]float64{446, 100})[1:]...)
	return append(out, layer{shape: ellipse(500, 384, 28, 26), box: all(), paint: flat(b), bevel: 22, gloss: .5})
}

func mirror(a, b tint) []layer {
	frame := layer{shape: ellipse(500, 500, 260, 330), box: all(), paint: flat(a), bevel: 20, gloss: .4, cast: .28}
	glass := func(x, y float64) tint {
		return hex(0xCFDDE3).mix(hex(0xF6FAFB), smooth(-120, 160, x-y+60)).mix(b, .05)
	}
	return []layer{frame, {shape: ellipse(500, 500, 226, 296), box: all(), paint: glass, bevel: 4}}
}

func shelf(a, b tint) []layer {
	out := []layer{}
	for i := range 2 {
		y := 430 + float64(i)*230
		out = append(out, layer{shape: roundRect(500, y, 640, 34, 8), box: all(), paint: flat(a), bevel: 10, gloss: .15, cast: .26})
		for _, x := range []float64{290, 710} {
			out = append(out, layer{shape: stroke(14, [2]float64{x, y + 20}, [2]float64{x, y + 76}), box: all(), paint: flat(brass), bevel: 7, gloss: .8})
		}
	}
	for i, book := range []tint{b, linen, a.times(.6), b.times(.7), hex(0xB5543C)} {
		h := 130 + float64(i%3)*22
		x := 330 + float64(i)*44
		out = append(out, layer{shape: roundRect(x, 413-h/2, 38, h, 5), box: all(), paint: flat(book), bevel: 9, cast: .12})
	}
	small := lathe(640, flat(b.mix(linen, .4)), .5, [2]float64{540, 26}, [2]float64{590, 58}, [2]float64{636, 38})
	return append(out, small[1:]...)
}
