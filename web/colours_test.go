package web

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"testing"
)

// colours reads the tokens of base.css: light and dark, linear red, green and blue from 0 to 1.
func colours(t *testing.T) map[string][2][3]float64 {
	t.Helper()
	token := regexp.MustCompile(`--([\w-]+): light-dark\(#([0-9a-f]{3,6}), #([0-9a-f]{3,6})\)`)
	all := map[string][2][3]float64{}
	for _, found := range token.FindAllStringSubmatch(string(embeddedAssets().files["base.css"].plain), -1) {
		all[found[1]] = [2][3]float64{linear(found[2]), linear(found[3])}
	}
	if len(all) < 25 {
		t.Fatalf("%d colours found", len(all))
	}
	return all
}

func linear(hex string) (rgb [3]float64) {
	if len(hex) == 3 {
		hex = fmt.Sprintf("%c%c%c%c%c%c", hex[0], hex[0], hex[1], hex[1], hex[2], hex[2])
	}
	for i := range rgb {
		n, _ := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		c := float64(n) / 255
		if c <= 0.04045 {
			rgb[i] = c / 12.92
		} else {
			rgb[i] = math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return rgb
}

func luminance(c [3]float64) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }

// contrast is the ratio of WCAG 2, from 1 to 21.
func contrast(a, b [3]float64) float64 {
	high, low := luminance(a), luminance(b)
	if high < low {
		high, low = low, high
	}
	return (high + 0.05) / (low + 0.05)
}

func TestContrast(t *testing.T) {
	all := colours(t)
	pairs := []struct {
		front, back string
		least       float64
	}{
		{"ink", "page", 7}, {"ink", "card", 7}, {"ink", "sunken", 7}, {"ink", "accent-soft", 7}, {"ink", "warn-soft", 7},
		{"ink", "danger-soft", 7}, {"ink", "ok-soft", 7},
		{"ink-2", "page", 4.5}, {"ink-2", "card", 4.5}, {"ink-2", "sunken", 4.5}, {"ink-2", "accent-soft", 4.5}, {"ink-2", "warn-soft", 4.5},
		{"ink-3", "page", 4.5}, {"ink-3", "card", 4.5}, {"ink-3", "sunken", 4.5},
		{"accent", "page", 4.5}, {"accent", "card", 4.5}, {"accent", "sunken", 4.5}, {"accent", "accent-soft", 4.5},
		{"accent-strong", "accent-soft", 4.5}, {"on-accent", "accent", 4.5}, {"on-accent", "accent-strong", 4.5},
		{"danger", "page", 4.5}, {"danger", "card", 4.5}, {"danger", "danger-soft", 4.5},
		{"ok", "page", 4.5}, {"ok", "card", 4.5}, {"ok", "ok-soft", 4.5},
		{"warn", "card", 4.5}, {"warn", "warn-soft", 4.5},
		{"control", "page", 3}, {"control", "card", 3},
		{"focus", "page", 3}, {"focus", "card", 3}, {"focus", "sunken", 3},
	}
	for level := 1; level <= 5; level++ {
		l := fmt.Sprintf("l%d", level)
		for _, back := range []string{"card", "page", "sunken"} {
			pairs = append(pairs, struct {
				front, back string
				least       float64
			}{l, back, 3})
		}
		pairs = append(pairs, struct {
			front, back string
			least       float64
		}{"on-" + l, l, 4.5})
	}
	for _, pair := range pairs {
		for theme, name := range []string{"light", "dark"} {
			front, ok1 := all[pair.front]
			back, ok2 := all[pair.back]
			if !ok1 || !ok2 {
				t.Fatalf("no colour %s or %s", pair.front, pair.back)
			}
			if got := contrast(front[theme], back[theme]); got < pair.least {
				t.Errorf("%s: %s on %s has %.2f, want %.1f", name, pair.front, pair.back, got, pair.least)
			}
		}
	}
}

// sights are ways to see colours: as most people do, and without one of the three kinds of cones (Machado, Oliveira and
// Fernandes 2009, severity 1).
var sights = map[string][3][3]float64{
	"all cones":    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

func seen(c [3]float64, sight [3][3]float64) (out [3]float64) {
	for i, row := range sight {
		out[i] = min(1, max(0, row[0]*c[0]+row[1]*c[1]+row[2]*c[2]))
	}
	return out
}

// The five levels get darker in light and lighter in dark, so they keep their order on grey paper, and no two of them
// look alike to anybody.
func TestLevelColoursAreToldApart(t *testing.T) {
	all := colours(t)
	for theme, name := range []string{"light", "dark"} {
		for i := 1; i <= 5; i++ {
			a := all[fmt.Sprintf("l%d", i)][theme]
			if i > 1 {
				before := luminance(all[fmt.Sprintf("l%d", i-1)][theme])
				if rises := luminance(a) > before; rises != (name == "dark") {
					t.Errorf("%s: level %d breaks the order of brightness", name, i)
				}
			}
			for j := i + 1; j <= 5; j++ {
				b := all[fmt.Sprintf("l%d", j)][theme]
				for kind, sight := range sights {
					if got := difference(lab(seen(a, sight)), lab(seen(b, sight))); got < 9 {
						t.Errorf("%s: levels %d and %d differ by %.1f to %s, want 9", name, i, j, got, kind)
					}
				}
			}
		}
	}
}

// lab converts to CIE L*a*b* under D65.
func lab(c [3]float64) [3]float64 {
	f := func(v float64) float64 {
		if v > 216.0/24389 {
			return math.Cbrt(v)
		}
		return (24389.0/27*v + 16) / 116
	}
	x := f((0.4124564*c[0] + 0.3575761*c[1] + 0.1804375*c[2]) / 0.95047)
	y := f(0.2126729*c[0] + 0.7151522*c[1] + 0.0721750*c[2])
	z := f((0.0193339*c[0] + 0.1191920*c[1] + 0.9503041*c[2]) / 1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

// difference is CIEDE2000.
func difference(p, q [3]float64) float64 {
	const turn = 2 * math.Pi
	pow7 := func(x float64) float64 { return math.Pow(x, 7) }
	chroma := (math.Hypot(p[1], p[2]) + math.Hypot(q[1], q[2])) / 2
	g := (1 - math.Sqrt(pow7(chroma)/(pow7(chroma)+pow7(25)))) / 2
	a1, a2 := p[1]*(1+g), q[1]*(1+g)
	c1, c2 := math.Hypot(a1, p[2]), math.Hypot(a2, q[2])
	hue := func(b, a float64) float64 { return math.Mod(math.Atan2(b, a)+turn, turn) }
	h1, h2 := hue(p[2], a1), hue(q[2], a2)
	dh, mean := h2-h1, (h1+h2)/2
	if math.Abs(dh) > math.Pi {
		dh -= math.Copysign(turn, dh)
		mean += math.Pi
	}
	if c1*c2 == 0 {
		dh, mean = 0, h1+h2
	}
	dL, dC, dH := q[0]-p[0], c2-c1, 2*math.Sqrt(c1*c2)*math.Sin(dh/2)
	l, c := (p[0]+q[0])/2, (c1+c2)/2
	weight := 1 - 0.17*math.Cos(mean-math.Pi/6) + 0.24*math.Cos(2*mean) + 0.32*math.Cos(3*mean+math.Pi/30) - 0.20*math.Cos(4*mean-math.Pi*63/180)
	sL := 1 + 0.015*(l-50)*(l-50)/math.Sqrt(20+(l-50)*(l-50))
	sC, sH := 1+0.045*c, 1+0.015*c*weight
	turned := (mean*180/math.Pi - 275) / 25
	rotation := -math.Sin(math.Pi/3*math.Exp(-turned*turned)) * 2 * math.Sqrt(pow7(c)/(pow7(c)+pow7(25)))
	return math.Sqrt(math.Pow(dL/sL, 2) + math.Pow(dC/sC, 2) + math.Pow(dH/sH, 2) + rotation*dC/sC*dH/sH)
}

// Pairs published with the formula.
func TestDifference(t *testing.T) {
	tests := []struct {
		a, b [3]float64
		want float64
	}{
		{[3]float64{50, 2.6772, -79.7751}, [3]float64{50, 0, -82.7485}, 2.0425},
		{[3]float64{50, 2.5, 0}, [3]float64{58, 24, 15}, 19.4535},
		{[3]float64{2.0776, 0.0795, -1.1350}, [3]float64{0.9033, -0.0636, -0.5514}, 0.9082},
		{[3]float64{50, 0, 0}, [3]float64{50, -1, 2}, 2.3669},
	}
	for _, test := range tests {
		if got := difference(test.a, test.b); math.Abs(got-test.want) > 0.0001 {
			t.Errorf("%v, %v: got %.4f, want %.4f", test.a, test.b, got, test.want)
		}
	}
}
