"""Where things go: China's provinces, and the countries of the world. Pure, but for the language.

Cities and districts change every year and are typed; provinces have not changed since 1999, and
fees hang on them.
"""

from functools import cache

from babel import Locale
from django.utils.translation import get_language

HOME = "CN"
# First two digits of the GB/T 2260 code → name, and how it is written in Latin letters.
PROVINCES = {
    "11": ("北京市", "Beijing"),
    "12": ("天津市", "Tianjin"),
    "13": ("河北省", "Hebei"),
    "14": ("山西省", "Shanxi"),
    "15": ("内蒙古自治区", "Inner Mongolia"),
    "21": ("辽宁省", "Liaoning"),
    "22": ("吉林省", "Jilin"),
    "23": ("黑龙江省", "Heilongjiang"),
    "31": ("上海市", "Shanghai"),
    "32": ("江苏省", "Jiangsu"),
    "33": ("浙江省", "Zhejiang"),
    "34": ("安徽省", "Anhui"),
    "35": ("福建省", "Fujian"),
    "36": ("江西省", "Jiangxi"),
    "37": ("山东省", "Shandong"),
    "41": ("河南省", "Henan"),
    "42": ("湖北省", "Hubei"),
    "43": ("湖南省", "Hunan"),
    "44": ("广东省", "Guangdong"),
    "45": ("广西壮族自治区", "Guangxi"),
    "46": ("海南省", "Hainan"),
    "50": ("重庆市", "Chongqing"),
    "51": ("四川省", "Sichuan"),
    "52": ("贵州省", "Guizhou"),
    "53": ("云南省", "Yunnan"),
    "54": ("西藏自治区", "Tibet"),
    "61": ("陕西省", "Shaanxi"),
    "62": ("甘肃省", "Gansu"),
    "63": ("青海省", "Qinghai"),
    "64": ("宁夏回族自治区", "Ningxia"),
    "65": ("新疆维吾尔自治区", "Xinjiang"),
    "71": ("台湾省", "Taiwan"),
    "81": ("香港特别行政区", "Hong Kong"),
    "82": ("澳门特别行政区", "Macao"),
}
# What comes off a name as people shorten it: 浙江, 内蒙古, 新疆.
_ENDINGS = ("壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区", "自治区", "省", "市")
# Written as provinces above.
_NOT_COUNTRIES = {"TW", "HK", "MO"}


def province_of(country: str, province: str, region: str) -> str:
    """The province's code: as given, else by the name with which the region begins; "" if none."""
    if country != HOME:
        return ""
    if province in PROVINCES:
        return province
    text = region.strip().casefold()
    for code, (name, latin) in PROVINCES.items():
        if text.startswith((_short(name), latin.casefold())):
            return code
    return ""


def name_of(code: str) -> str:
    """A province or a country in the reader's language; the code itself if it is neither."""
    if code in PROVINCES:
        return PROVINCES[code][0 if _is_chinese() else 1]
    return dict(countries()).get(code, code)


def provinces() -> list[tuple[str, str]]:
    return [(code, name_of(code)) for code in PROVINCES]


def countries() -> list[tuple[str, str]]:
    """Countries by name, China first."""
    return _countries("zh" if _is_chinese() else "en")


def without_province(code: str, region: str) -> str:
    """The region as it is typed beside a chosen province: city and district alone."""
    for name in PROVINCES.get(code, ()):
        if region.startswith(name):
            return region.removeprefix(name).lstrip(" ,，")
    return region


@cache
def _countries(language: str) -> list[tuple[str, str]]:
    names = Locale.parse(language).territories
    found = [
        (code, name)
        for code, name in names.items()
        if len(code) == 2
        and code.isalpha()
        and code not in _NOT_COUNTRIES | {"ZZ", "EU", "UN"}
        and not code.startswith("X")
    ]
    return sorted(found, key=lambda one: (one[0] != HOME, one[1]))


@cache
def _short(name: str) -> str:
    for ending in _ENDINGS:
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")
