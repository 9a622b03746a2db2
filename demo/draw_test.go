package demo

import "testing"

func BenchmarkDraw(b *testing.B) {
	for b.Loop() {
		drawPicture(900, linen, vase(brass, leaf))
	}
}
