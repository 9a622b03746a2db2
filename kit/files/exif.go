package files

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
)

// orientation reads the EXIF orientation of a JPEG: 1 to 8, 1 when there is none.
func orientation(data []byte) int {
	exif := exifOf(data)
	if len(exif) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if bytes.HasPrefix(exif, []byte("MM")) {
		order = binary.BigEndian
	}
	at := int(order.Uint32(exif[4:]))
	if at < 8 || at+2 > len(exif) {
		return 1
	}
	entries := int(order.Uint16(exif[at:]))
	for i := range entries {
		entry := at + 2 + i*12
		if entry+12 > len(exif) {
			return 1
		}
		if order.Uint16(exif[entry:]) == 0x0112 {
			if value := int(order.Uint16(exif[entry+8:])); value >= 1 && value <= 8 {
				return value
			}
			return 1
		}
	}
	return 1
}

// exifOf returns the TIFF part of the APP1 segment.
func exifOf(data []byte) []byte {
	for at := 2; at+4 <= len(data) && data[at] == 0xff; {
		marker, size := data[at+1], int(binary.BigEndian.Uint16(data[at+2:]))
		if marker == 0xda || size < 2 || at+2+size > len(data) {
			return nil
		}
		body := data[at+4 : at+2+size]
		if marker == 0xe1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")) {
			return body[6:]
		}
		at += 2 + size
	}
	return nil
}

// upright turns a picture by its EXIF orientation.
func upright(picture image.Image, orientation int) image.Image {
	if orientation == 1 {
		return picture
	}
	b := picture.Bounds()
	w, h := b.Dx(), b.Dy()
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			tx, ty := turned(orientation, x, y, w, h)
			out.SetRGBA(tx, ty, rgba(picture, b.Min.X+x, b.Min.Y+y))
		}
	}
	return out
}

// turned is where the pixel x, y of a w × h picture belongs.
func turned(orientation, x, y, w, h int) (int, int) {
	switch orientation {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return y, w - 1 - x
	}
	return x, y
}

func rgba(picture image.Image, x, y int) color.RGBA {
	if ycc, ok := picture.(*image.YCbCr); ok {
		c := ycc.YCbCrAt(x, y)
		r, g, b := color.YCbCrToRGB(c.Y, c.Cb, c.Cr)
		return color.RGBA{r, g, b, 255}
	}
	return color.RGBAModel.Convert(picture.At(x, y)).(color.RGBA)
}
