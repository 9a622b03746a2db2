package taxes

import (
	"strconv"
	"strings"
)

// The checks get a number of the right shape without its prefix.

func digit(number string, i int) int { return int(number[i] - '0') }

// weighted adds digit × weight from the start of the number.
func weighted(number string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += digit(number, i) * w
	}
	return sum
}

func numeric(number string) int {
	n, _ := strconv.Atoi(number) // at most 14 digits: the shape was checked
	return n
}

func last(number string) int { return digit(number, len(number)-1) }

// luhn is the mod 10 check of ISO/IEC 7812.
func luhn(number string) bool {
	sum := 0
	for i := range len(number) {
		d := digit(number, len(number)-1-i)
		if i%2 == 1 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return sum%10 == 0
}

// mod1110 is ISO 7064 mod 11,10 over the whole number.
func mod1110(number string) bool {
	check := 10
	for i := range len(number) - 1 {
		sum := (check + digit(number, i)) % 10
		if sum == 0 {
			sum = 10
		}
		check = sum * 2 % 11
	}
	return (check+last(number))%10 == 1
}

func checkAT(number string) bool {
	sum := 4
	for i := 1; i < 8; i++ {
		d := digit(number, i)
		if i%2 == 0 {
			d = d*2/10 + d*2%10
		}
		sum += d
	}
	return last(number) == (10-sum%10)%10
}

func checkBE(number string) bool { return 97-numeric(number[:8])%97 == numeric(number[8:]) }

func checkBG(number string) bool {
	if len(number) == 9 {
		sum := weighted(number, 1, 2, 3, 4, 5, 6, 7, 8) % 11
		if sum == 10 {
			sum = weighted(number, 3, 4, 5, 6, 7, 8, 9, 10) % 11 % 10
		}
		return sum == last(number)
	}
	person := weighted(number, 2, 4, 8, 5, 10, 9, 7, 3, 6) % 11 % 10
	foreigner := weighted(number, 21, 19, 17, 13, 11, 9, 7, 3, 1) % 10
	other := (11 - weighted(number, 4, 3, 2, 7, 6, 5, 4, 3, 2)%11) % 11
	return last(number) == person || last(number) == foreigner || last(number) == other
}

func checkCY(number string) bool {
	if strings.HasPrefix(number, "12") {
		return false
	}
	odd := [...]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21}
	sum := 0
	for i := range 8 {
		if i%2 == 0 {
			sum += odd[digit(number, i)]
		} else {
			sum += digit(number, i)
		}
	}
	return number[8] == byte('A'+sum%26)
}

func checkCZ(number string) bool {
	switch {
	case len(number) == 8:
		if number[0] == '9' {
			return false
		}
		check := 11 - weighted(number, 8, 7, 6, 5, 4, 3, 2)%11
		return check%10 == last(number) // 10 becomes 0, 11 becomes 1
	case len(number) == 9 && number[0] == '6': // persons without a birth number
		check := 8 - (10-weighted(number[1:], 8, 7, 6, 5, 4, 3, 2)%11)%11
		return (check+10)%10 == last(number)
	case len(number) == 9: // birth numbers before 1954 have no check digit, only a date
		return birthCZ(number) && numeric(number[:2]) <= 53
	}
	rest := numeric(number[:9]) % 11 % 10
	return birthCZ(number) && (numeric(number)%11 == 0 || rest == 0 && last(number) == 0)
}

// birthCZ looks at the month and day; women have 50 added, late numbers 20 or 70.
func birthCZ(number string) bool {
	month, day := numeric(number[2:4])%50, numeric(number[4:6])
	if month > 20 {
		month -= 20
	}
	return month >= 1 && month <= 12 && day >= 1 && day <= 31
}

func checkDK(number string) bool { return weighted(number, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0 }

func checkEE(number string) bool { return weighted(number, 3, 7, 1, 3, 7, 1, 3, 7, 1)%10 == 0 }

func checkEL(number string) bool {
	return weighted(number, 256, 128, 64, 32, 16, 8, 4, 2)%11%10 == last(number)
}

func checkFI(number string) bool { return weighted(number, 7, 9, 10, 5, 8, 4, 2, 1)%11 == 0 }

// checkFR knows numeric keys, the newer keys with letters, and Monaco, whose SIREN
// part begins with 000 and has no check of its own.
func checkFR(number string) bool {
	siren := number[2:]
	if !strings.HasPrefix(siren, "000") && !luhn(siren) {
		return false
	}
	if isDigits(number[:2]) {
		return numeric(number[:2]) == (numeric(siren)*100+12)%97
	}
	const letters = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	first, second := strings.IndexByte(letters, number[0]), strings.IndexByte(letters, number[1])
	check := first*34 + second - 100
	if first < 10 {
		check = first*24 + second - 10
	}
	return check >= 0 && (numeric(siren)+1+check/11)%11 == check%11
}

func isDigits(text string) bool { return strings.Trim(text, "0123456789") == "" }

func checkHU(number string) bool { return weighted(number, 9, 7, 3, 1, 9, 7, 3, 1)%10 == 0 }

func checkIT(number string) bool {
	province := numeric(number[7:10])
	known := province >= 1 && province <= 100 || province == 120 || province == 121 || province == 888 || province == 999
	return numeric(number[:7]) != 0 && known && luhn(number)
}

func checkLT(number string) bool {
	first, second := 0, 0
	for i := range len(number) - 1 {
		first += digit(number, i) * (i%9 + 1)
		second += digit(number, i) * ((i+2)%9 + 1)
	}
	check := first % 11
	if check == 10 {
		check = second % 11 % 10
	}
	return check == last(number)
}

func checkLU(number string) bool { return numeric(number[:6])%89 == numeric(number[6:]) }

// checkLV: companies begin above 3; persons carry their birth date, or 32 and no date.
func checkLV(number string) bool {
	if number[0] > '3' {
		return weighted(number, 9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1)%11 == 3
	}
	day, month := numeric(number[:2]), numeric(number[2:4])
	if day != 32 && (day < 1 || day > 31 || month < 1 || month > 12) {
		return false
	}
	return (1+weighted(number, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9))%11%10 == last(number)
}

func checkMT(number string) bool { return weighted(number, 3, 4, 6, 7, 8, 9, 10, 1)%37 == 0 }

func checkPL(number string) bool {
	return weighted(number, 6, 5, 7, 2, 3, 4, 5, 6, 7)%11 == last(number)
}

func checkPT(number string) bool {
	return (11-weighted(number, 9, 8, 7, 6, 5, 4, 3, 2)%11)%11%10 == last(number)
}

func checkRO(number string) bool {
	padded := strings.Repeat("0", 10-len(number)) + number
	return weighted(padded, 7, 5, 3, 2, 1, 7, 5, 3, 2)*10%11%10 == last(number)
}

func checkSE(number string) bool { return luhn(number[:10]) }

func checkSI(number string) bool {
	check := 11 - weighted(number, 8, 7, 6, 5, 4, 3, 2)%11
	if check == 10 {
		check = 0
	}
	return check == last(number)
}

func checkSK(number string) bool { return numeric(number)%11 == 0 }

// checkGB reads 9 digits (a branch of 3 may follow) in the old and the newer scheme;
// government departments and health authorities have no check digits.
func checkGB(number string) bool {
	if number[0] == 'G' || number[0] == 'H' {
		return true
	}
	sum := weighted(number, 8, 7, 6, 5, 4, 3, 2, 10, 1)
	return sum%97 == 0 || (sum+55)%97 == 0
}

func checkCH(number string) bool {
	check := (11 - weighted(number[1:], 5, 4, 3, 2, 7, 6, 5, 4)%11) % 11
	return check == digit(number, 9)
}

func checkNO(number string) bool { return weighted(number, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0 }
