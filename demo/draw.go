package demo

import (
	"image"
	"image/color"
	"math"
	"runtime"
	"sync"
)

// The pictures of the sample world are drawn by the program: soft solids in one light
// on a plain ground. A shape is a signed distance (negative inside) on a sheet of 1000
// by 1000; a layer gives it a colour and a surface.
type shape func(x, y float64) float64

// tint is a colour in linear light, 0 to 1.
type tint struct{ r, g, b float64 }

// layer is one solid of a picture, drawn over those before it.
type layer struct {
	shape shape
	box   [4]float64                     // x0 y0 x1 y1: where it can be
	paint func(x, y float64) tint        // nil: only its shadow
	bevel float64                        // how far the rounded edge reaches in
	round func(y float64) (c, r float64) // for turned solids: axis and radius at a height
	gloss float64                        // 0 chalk, 1 glaze
	cast  float64                        // strength of the shadow it throws on what lies below
}

const sheet = 1000.0

// light comes from the upper left, towards the viewer.
var light = [3]float64{-0.46, -0.55, 0.70}

func hex(code uint32) tint {
	channel := func(v uint32) float64 { return math.Pow(float64(v&255)/255, 2.2) }
	return tint{channel(code >> 16), channel(code >> 8), channel(code)}
}

func (t tint) mix(o tint, n float64) tint {
	return tint{t.r + (o.r-t.r)*n, t.g + (o.g-t.g)*n, t.b + (o.b-t.b)*n}
}

func (t tint) times(n float64) tint { return tint{t.r * n, t.g * n, t.b * n} }

func flat(t tint) func(x, y float64) tint { return func(_, _ float64) tint { return t } }

// drawPicture renders the layers on a ground of the given colour.
func drawPicture(size int, ground tint, layers []layer) *image.RGBA {
	pixels := make([]tint, size*size)
	scale := sheet / float64(size)
	for y := range size {
		for x := range size {
			px, py := (float64(x)+.5)*scale, (float64(y)+.5)*scale
			away := math.Hypot(px-430, py-380) / 900
			floor := smooth(640, 700, py) * 0.05
			pixels[y*size+x] = ground.times(1.06 - 0.16*away*away - floor)
		}
	}
	for _, l := range layers {
		l.render(pixels, size, scale)
	}
	out := image.NewRGBA(image.Rect(0, 0, size, size))
	for i, p := range pixels {
		out.SetRGBA(i%size, i/size, color.RGBA{encode(p.r), encode(p.g), encode(p.b), 255})
	}
	return out
}

func encode(v float64) uint8 {
	return uint8(math.Round(255 * math.Pow(math.Min(math.Max(v, 0), 1), 1/2.2)))
}

// render puts the shadow of the layer, then the layer.
func (l layer) render(pixels []tint, size int, scale float64) {
	const reach = 90.0
	x0, y0 := clampInt((l.box[0]-reach)/scale, size), clampInt((l.box[1]-reach)/scale, size)
	x1, y1 := clampInt((l.box[2]+reach)/scale+1, size), clampInt((l.box[3]+reach)/scale+1, size)
	var rows sync.WaitGroup
	bands := runtime.GOMAXPROCS(0)
	for band := range bands {
		rows.Go(func() {
			for y := y0 + band; y < y1; y += bands {
				for x := x0; x < x1; x++ {
					l.pixel(&pixels[y*size+x], (float64(x)+.5)*scale, (float64(y)+.5)*scale, scale)
				}
			}
		})
	}
	rows.Wait()
}

func (l layer) pixel(at *tint, x, y, scale float64) {
	if l.cast > 0 {
		shade := 1 - l.cast*(1-smooth(-34, 46, l.shape(x-14, y-22)))
		*at = at.times(shade)
	}
	d := l.shape(x, y)
	if d > scale || l.paint == nil {
		return
	}
	cover := 1 - smooth(-scale*.7, scale*.7, d)
	*at = at.mix(l.lit(x, y, d), cover)
}

// lit is the colour of the surface at a point.
func (l layer) lit(x, y, d float64) tint {
	nx, ny := l.normal(x, y, d)
	nz := math.Sqrt(math.Max(0, 1-nx*nx-ny*ny))
	diffuse := math.Max(0, nx*light[0]+ny*light[1]+nz*light[2])
	base := l.paint(x, y).times(0.36 + 0.78*diffuse)
	// The half vector between light and viewer, who looks straight down the z axis.
	hx, hy, hz := light[0], light[1], light[2]+1
	n := math.Sqrt(hx*hx + hy*hy + hz*hz)
	spot := math.Pow(math.Max(0, (nx*hx+ny*hy+nz*hz)/n), 8+60*l.gloss)
	rim := math.Pow(1-nz, 3) * 0.05
	add := spot*(0.04+0.42*l.gloss) + rim
	return tint{base.r + add, base.g + add, base.b + add}
}

func (l layer) normal(x, y, d float64) (nx, ny float64) {
	if l.round != nil {
		c, r := l.round(y)
		const step = 3.0
		_, above := l.round(y - step)
		_, below := l.round(y + step)
		nx = math.Max(-0.999, math.Min(0.999, (x-c)/math.Max(r, 1)))
		slope := (below - above) / (2 * step) // a widening solid looks up
		ny = -slope / math.Sqrt(1+slope*slope) * 0.8
		return fit(nx, ny)
	}
	if l.bevel <= 0 || d < -l.bevel {
		return 0, 0
	}
	const step = 1.5
	gx := l.shape(x+step, y) - l.shape(x-step, y)
	gy := l.shape(x, y+step) - l.shape(x, y-step)
	n := math.Hypot(gx, gy)
	if n == 0 {
		return 0, 0
	}
	lean := math.Pow(1+math.Min(d, 0)/l.bevel, 1.6) * 0.92
	return fit(gx/n*lean, gy/n*lean)
}

func fit(x, y float64) (float64, float64) {
	n := math.Hypot(x, y)
	if n <= 0.995 {
		return x, y
	}
	return x / n * 0.995, y / n * 0.995
}

func smooth(from, to, v float64) float64 {
	t := math.Min(math.Max((v-from)/(to-from), 0), 1)
	return t * t * (3 - 2*t)
}

func clampInt(v float64, size int) int { return int(math.Min(math.Max(v, 0), float64(size))) }

// Shapes.

func ellipse(cx, cy, rx, ry float64) shape {
	return func(x, y float64) float64 {
		k := math.Hypot((x-cx)/rx, (y-cy)/ry)
		g := math.Hypot((x-cx)/(rx*rx), (y-cy)/(ry*ry))
		if g == 0 {
			return -math.Min(rx, ry)
		}
		return k * (k - 1) / g
	}
}

func roundRect(cx, cy, w, h, radius float64) shape {
	return func(x, y float64) float64 {
		dx, dy := math.Abs(x-cx)-w/2+radius, math.Abs(y-cy)-h/2+radius
		return math.Hypot(math.Max(dx, 0), math.Max(dy, 0)) + math.Min(math.Max(dx, dy), 0) - radius
	}
}

func turned(s shape, cx, cy, degrees float64) shape {
	sin, cos := math.Sincos(-degrees * math.Pi / 180)
	return func(x, y float64) float64 {
		dx, dy := x-cx, y-cy
		return s(cx+dx*cos-dy*sin, cy+dx*sin+dy*cos)
	}
}

// stroke is a line of round ends through the points.
func stroke(width float64, points ...[2]float64) shape {
	return func(x, y float64) float64 {
		best := math.Inf(1)
		for i := 1; i < len(points); i++ {
			ax, ay := points[i-1][0], points[i-1][1]
			bx, by := points[i][0]-ax, points[i][1]-ay
			t := math.Min(math.Max(((x-ax)*bx+(y-ay)*by)/(bx*bx+by*by), 0), 1)
			best = math.Min(best, math.Hypot(x-ax-t*bx, y-ay-t*by))
		}
		return best - width/2
	}
}

// ring is the outline of a shape.
func ring(s shape, width float64) shape {
	return func(x, y float64) float64 { return math.Abs(s(x, y)) - width/2 }
}

func both(a, b shape) shape {
	return func(x, y float64) float64 { return math.Max(a(x, y), b(x, y)) }
}

func either(shapes ...shape) shape {
	return func(x, y float64) float64 {
		best := shapes[0](x, y)
		for _, s := range shapes[1:] {
			best = math.Min(best, s(x, y))
		}
		return best
	}
}

func without(a, b shape) shape {
	return func(x, y float64) float64 { return math.Max(a(x, y), -b(x, y)) }
}

// polygon has straight sides and corners rounded by radius.
func polygon(radius float64, points ...[2]float64) shape {
	return func(x, y float64) float64 {
		best, inside := math.Inf(1), false
		for i, j := 0, len(points)-1; i < len(points); j, i = i, i+1 {
			a, b := points[i], points[j]
			ex, ey := b[0]-a[0], b[1]-a[1]
			t := math.Min(math.Max(((x-a[0])*ex+(y-a[1])*ey)/(ex*ex+ey*ey), 0), 1)
			best = math.Min(best, math.Hypot(x-a[0]-t*ex, y-a[1]-t*ey))
			if (a[1] > y) != (b[1] > y) && x < (b[0]-a[0])*(y-a[1])/(b[1]-a[1])+a[0] {
				inside = !inside
			}
		}
		if inside {
			best = -best
		}
		return best - radius
	}
}

// profile is a turned solid: radii at heights, smoothly joined, around x = c.
func profile(c float64, points ...[2]float64) (shape, func(y float64) (float64, float64)) {
	radius := func(y float64) float64 {
		if y <= points[0][0] {
			return points[0][1]
		}
		for i := 1; i < len(points); i++ {
			if y <= points[i][0] {
				t := (y - points[i-1][0]) / (points[i][0] - points[i-1][0])
				return hermite(points, i, t)
			}
		}
		return points[len(points)-1][1]
	}
	top, bottom := points[0][0], points[len(points)-1][0]
	s := func(x, y float64) float64 {
		// Near top and bottom the outline bows as a circle seen from above.
		r := radius(y)
		u := math.Min(math.Abs(x-c)/math.Max(r, 1), 1)
		bow := 0.16 * r * math.Sqrt(1-u*u)
		return math.Max(math.Abs(x-c)-r, math.Max(top-bow*0.9-y, y-bottom-bow))
	}
	return s, func(y float64) (float64, float64) { return c, radius(y) }
}

func hermite(points [][2]float64, i int, t float64) float64 {
	slope := func(n int) float64 {
		a, b := max(n-1, 0), min(n+1, len(points)-1)
		return (points[b][1] - points[a][1]) / (points[b][0] - points[a][0])
	}
	h := points[i][0] - points[i-1][0]
	p0, p1, m0, m1 := points[i-1][1], points[i][1], slope(i-1)*h, slope(i)*h
	t2, t3 := t*t, t*t*t
	return (2*t3-3*t2+1)*p0 + (t3-2*t2+t)*m0 + (-2*t3+3*t2)*p1 + (t3-t2)*m1
}
