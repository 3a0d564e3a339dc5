package disclosure

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// lookAlikes are letters of other scripts, and Latin ones that no mark is apart from,
// beside the Latin letters that they look like or are written for.
var lookAlikes = strings.NewReplacer(
	"А", "A", "В", "B", "Е", "E", "Ё", "E", "І", "I", "Ї", "I", "Ј", "J", "К", "K", "М", "M", "Н", "H", "О", "O", "Р", "P", "С", "C", "Ѕ", "S", "Т", "T", "У", "Y", "Х", "X", "Ԝ", "W", "Ԛ", "Q", "Ү", "Y", "Һ", "H", "Ԍ", "G",
	"а", "a", "в", "b", "г", "r", "е", "e", "ё", "e", "і", "i", "ї", "i", "ј", "j", "к", "k", "м", "m", "н", "h", "о", "o", "п", "n", "р", "p", "с", "c", "ѕ", "s", "т", "t", "у", "y", "х", "x", "ԝ", "w", "ԛ", "q", "ԁ", "d", "һ", "h", "ү", "y", "ӏ", "l", "Ӏ", "l", "ѵ", "v",
	"Α", "A", "Β", "B", "Ε", "E", "Ζ", "Z", "Η", "H", "Ι", "I", "Κ", "K", "Μ", "M", "Ν", "N", "Ο", "O", "Ρ", "P", "Τ", "T", "Υ", "Y", "Χ", "X", "Ϲ", "C", "Ϳ", "J",
	"α", "a", "ε", "e", "η", "n", "ι", "i", "κ", "k", "ν", "v", "ο", "o", "ρ", "p", "σ", "o", "τ", "t", "υ", "u", "χ", "x", "ω", "w", "γ", "y", "ϲ", "c", "ϳ", "j",
	"օ", "o", "ո", "n", "ս", "u", "հ", "h", "յ", "j", "ց", "g", "զ", "q", "Ս", "U", "Օ", "O", "Տ", "S", "Լ", "L",
	"ı", "i", "ł", "l", "Ł", "L", "ø", "o", "Ø", "O", "đ", "d", "Đ", "D", "ð", "d", "Ð", "D", "ħ", "h", "Ħ", "H", "ɡ", "g", "ɑ", "a", "ɩ", "i", "ʏ", "y", "æ", "ae", "Æ", "AE", "œ", "oe", "Œ", "OE", "þ", "th", "Þ", "TH", "ŋ", "n", "ƒ", "f",
	"ӓ", "a", "ӧ", "o", "ғ", "f", "ǫ", "q",
)

// drawn are characters that are drawn like a Latin letter or stand for one, and signs of
// other scripts for a digit, by that letter or digit: small capitals, letters turned, barred
// or in a black circle or square, those of which flags are made, letters of other alphabets,
// and the numbers of Chinese. What normalising makes plain is not among them, nor what
// lookAlikes has.
//
// Source: Unicode's confusables.txt (UTS 39) where it names one letter or digit, and the
// characters' names and numeric values in its UnicodeData.txt.
var drawn = map[string]string{
	"0": "\u24ff\u3007\u96f6\U0001f10b\U0001f10c",
	"1": "\u24f5\u2776\u2780\u278a\u3021\u4e00\u58f1\u58f9\u5e7a\u5f0c\U0001d360\U0001d372\U0002092a",
	"2": "ƧϨᒿ\u24f6\u2777\u2781\u278b\u3022\u3483\u4e8c\u5169\u5f0d\u5f10\u8cae\u8cb3\u8d30\ua644\ua6ef\U0001d361\U0001d373\U00022390",
	"3": "ƷȜЗӠ\u24f7\u2778\u2782\u278c\u2ccc\u3023\u4e09\u4ee8\u53c1\u53c2\u53c3\u53c4\u5f0e\ua76a\ua7ab\U000118ca\U00016f3b\U0001d206\U0001d362\U0001d374\U00020afd\U00020b19\U00022998\U00023b1b",
	"4": "Ꮞ\u24f8\u2779\u2783\u278d\u3024\u4e96\u56db\u8086\U000118af\U0001d363\U0001d375\U00020064\U000200e2\U0002626d",
	"5": "Ƽ\u24f9\u277a\u2784\u278e\u3025\u3405\u382a\u4e94\u4f0d\U000118bb\U0001d364\U0001d376\U00020121",
	"6": "бᏮ\u24fa\u277b\u2785\u278f\u2cd2\u3026\u516d\u9646\u9678\U000118d5\U0001d365\U00020aea",
	"7": "\u24fb\u277c\u2786\u2790\u3027\u3b4d\u4e03\u67d2\u6f06\U000104d2\U000118c6\U0001d212\U0001d366\U00020001",
	"8": "Ȣȣ\u24fc\u277d\u2787\u2791\u3028\u516b\u634c\U0001031a\U0001d367",
	"9": "\u24fd\u277e\u2788\u2792\u2cca\u3029\u4e5d\u5efe\u7396\ua76e\U000118ac\U000118cc\U000118d6\U0001d368",
	"a": "ȺɐᎪᗅᴀᶏ\u237a\u2c65\u2c6f\ua4ee\U000102a0\U00016f40\U0001f150\U0001f170\U0001f1e6",
	"b": "ƀƁƂƃƄɃɓʙЬᏏᏴᑲᖯᗷᴃᵬᶀ\ua4d0\ua796\ua797\ua7b4\U00010282\U000102a1\U00010301\U0001f151\U0001f171\U0001f1e7",
	"c": "ƇƈȻȼɕᏟᴄ\u2184\u2ca4\u2ca5\ua4da\ua73e\ua73f\ua792\ua793\ua794\ua7c4\uabaf\U000102a2\U00010302\U00010415\U0001043d\U0001051c\U000118f2\U0001df1d\U0001f152\U0001f172\U0001f1e8\U0001f74c",
	"d": "ƊƋƌȡɖɗᎠᏧᑯᗞᗪᴅᵭᶁᶑ\ua4d2\ua4d3\ua779\ua77a\ua7c7\ua7c8\U0001f153\U0001f173\U0001f1e9",
	"e": "ƎǝɆɇɘҽᎬᴇᶒ\u212e\u22ff\u2c78\u2c7b\u2d39\ua4f0\uab32\uab33\uab34\U00010286\U000118a6\U000118ae\U0001f154\U0001f174\U0001f1ea",
	"f": "ƑϜքᖴᵮᶂ\ua4dd\ua730\ua77b\ua77c\ua798\ua799\uab35\U00010287\U000102a5\U00010525\U000118a2\U000118c2\U0001d213\U0001f155\U0001f175\U0001f1eb",
	"g": "ƍƓǤǥɠɢʛᏀᏳᵷᵹᶃ\ua4d6\ua77d\ua7a0\ua7a1\ua7ac\uab36\U0001df02\U0001f156\U0001f176\U0001f1ec",
	"h": "ɥɦʜʮʯᎻᏂᕼ\u2c67\u2c68\u2c8e\ua4e7\ua78d\ua795\ua7aa\U000102cf\U0001f157\U0001f177\U0001f1ed",
	"i": "ƗɨɪᎥᴉᶖ\u2373\ua647\uab75\U000118c3\U0001df1a\U0001f158\U0001f178\U0001f1ee",
	"j": "ȷɈɉɟʄʝᎫᒍᴊ\ua4d9\ua7b2\U0001f159\U0001f179\U0001f1ef",
	"k": "ƘƙʞᏦᛕᴋᶄ\u2c69\u2c6a\u2c94\ua4d7\ua740\ua741\ua742\ua743\ua744\ua745\ua7a2\ua7a3\ua7b0\U00010518\U0001df03\U0001df10\U0001f15a\U0001f17a\U0001f1f0",
	"l": "ƖƚǀȴȽɫɬɭʟᏞᒪᛁᴌᶅ\u2223\u23fd\u2c60\u2c61\u2c62\u2c92\u2cd0\u2d4f\ua4e1\ua4f2\ua748\ua749\ua780\ua781\ua78e\ua7ad" +
		"\uab37\uab38\uab39\U0001028a\U00010309\U00010320\U0001041b\U00010526\U000118a3\U000118b2\U00016f16\U00016f28\U0001d22a\U0001df04\U0001df11\U0001df13\U0001f15b\U0001f17b\U0001f1f1",
	"m": "ƜɯɰɱϺᎷᗰᛖᴍᵯᶆ\u2c6e\u2c98\ua4df\ua7fa\uab3a\U000102b0\U00010311\U0001f15c\U0001f17c\U0001f1f2",
	"n": "ƝƞȠȵɲɳɴռᴎᵰᶇ\u2c9a\ua4e0\ua790\ua791\ua7a4\ua7a5\uab3b\U00010513\U0001f15d\U0001f17d\U0001f1f3",
	"o": "ƟǾǿɵଠഠဝჿዐᴏᴑ\u2c7a\u2c9e\u2c9f\u2d54\ua4f3\ua74a\ua74b\ua74c\ua74d\uab3d\uab3e\U00010292\U000102ab\U00010404\U0001042c\U000104c2\U000104ea\U00010516\U000118b5" +
		"\U000118c8\U000118d7\U0001df1b\U0001f15e\U0001f17e\U0001f1f4",
	"p": "ƤƥᏢᑭᴘᵱᵽᶈ\u2374\u2c63\u2ca2\u2ca3\ua4d1\ua750\ua751\ua752\ua753\ua754\ua755\U00010295\U0001f15f\U0001f17f\U0001f18a\U0001f1f5",
	"q": "ɋʠգ\u2d55\ua756\ua757\ua758\ua759\ua7af\U0001f160\U0001f180\U0001f1f6",
	"r": "ƦɌɍɹɺɻɼɽɾɿʀʁᎡᏒᖇᴙᴚᴦᵲᵳᶉ\u2c64\u2c79\u2c85\ua4e3\ua75a\ua75b\ua782\ua783\ua7a6" +
		"\ua7a7\uab46\uab47\uab48\uab49\uab4b\uab4c\uab68\uab81\U000104b4\U00016f35\U0001d216\U0001df08\U0001df15\U0001df16\U0001f161\U0001f181\U0001f1f7",
	"s": "ƽȿʂᏕᏚᵴᶊẜẝ\u2c7e\ua4e2\ua731\ua784\ua785\ua7a8\ua7a9\ua7c5\ua7c9\ua7ca\uabaa\U00010296\U00010420\U00010448\U000118c1\U00016f3a\U0001df1e\U0001f162\U0001f182\U0001f1f8",
	"t": "ŦŧƫƬƭƮȶȾʇʈᎢᴛᵵ\u22a4\u27d9\u2c66\u2ca6\ua4d4\ua786\ua787\ua7b1\U00010297\U000102b1\U00010315\U000118bc\U00016f0a\U0001df09\U0001df0d\U0001f163\U0001f183" +
		"\U0001f1f9\U0001f768",
	"u": "ሀᑌᴜᶙ\u222a\u22c3\ua4f4\ua79f\ua7b8\ua7b9\uab4e\uab52\U000104ce\U000104f6\U000118b8\U000118d8\U00016f42\U0001f164\U0001f184\U0001f1fa",
	"v": "ƲɅʋʌѴᏙᐯᴠᶌ\u2228\u22c1\u2c71\u2c74\u2d38\ua4e6\ua6df\ua75e\ua75f\uaba9\U0001051d\U00011706\U000118a0\U000118c0\U00016f08\U0001d20d\U0001f165\U0001f185\U0001f1fb",
	"w": "ʍѡաᎳᏔᴡ\u2c72\u2c73\ua4ea\uab83\U0001170a\U0001170e\U0001170f\U000118ef\U0001f166\U0001f186\U0001f1fc",
	"x": "ᕁᕽ\u166d\u166eᚷᶍ\u2573\u292b\u292c\u2a2f\u2cac\u2d5d\ua4eb\ua7b3\uab56\uab57\uab58\uab59\U00010290\U000102b4\U00010317\U00010322\U00010527\U000118ec\U0001f167\U0001f187\U0001f1fd",
	"y": "ƳƴɎɏɣʎყᎩᎽỾỿ\u2ca8\ua4ec\uab5a\U000102b2\U000118a4\U000118dc\U00016f43\U0001df06\U0001f168\U0001f188\U0001f1fe",
	"z": "ƵƶȤȥɀʐʑᏃᴢᵶᶎ\u2c6b\u2c6c\u2c7f\ua4dc\ua7c6\uab93\U000102f5\U000118a9\U000118c4\U0001f169\U0001f189\U0001f1ff",
}

var drawnAs = sync.OnceValue(func() map[rune]rune {
	as := map[rune]rune{}
	for plain, characters := range drawn {
		for _, r := range characters {
			as[r] = rune(plain[0])
		}
	}
	return as
})

// LooksLike is a text in Latin letters that look the same as what was written, and in the
// digits of ASCII for those of any script. It is for telling that two may be one, and never
// for keys.
func LooksLike(text string) string {
	if isPlain(text) {
		return text
	}
	return strings.Map(asDrawn, lookAlikes.Replace(norm.NFKC.String(text)))
}

func asDrawn(r rune) rune {
	if r <= unicode.MaxASCII {
		return r
	}
	if plain, is := drawnAs()[r]; is {
		return plain
	}
	if unicode.IsDigit(r) {
		return plainDigit(r)
	}
	return r
}

// plainDigit is the digit of ASCII that a digit of any script is. Unicode has the ten of a
// script in a row.
func plainDigit(r rune) rune {
	for _, ten := range unicode.Nd.R16 {
		if rune(ten.Lo) <= r && r <= rune(ten.Hi) {
			return '0' + (r-rune(ten.Lo))%10
		}
	}
	for _, ten := range unicode.Nd.R32 {
		if rune(ten.Lo) <= r && r <= rune(ten.Hi) {
			return '0' + (r-rune(ten.Lo))%10
		}
	}
	return r
}
