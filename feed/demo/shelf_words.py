"""The demo's category tree, and what its products answer to the questions of their category."""

# slug, English, Chinese, slugs of what stands below
TOPS = (
    ("home", "Home", "家居生活", ("living", "kitchen", "coffee")),
    ("beauty", "Beauty", "美妆护肤", ("skincare", "makeup")),
    ("fashion", "Fashion", "服饰穿搭", ("clothing",)),
    ("sports-outdoors", "Sports and outdoors", "运动户外", ("outdoor", "sport")),
    ("digital", "Digital", "数码电器", ("electronics",)),
    ("family", "Family", "亲子宠物", ("kids", "pets")),
    ("books-paper", "Paper and pens", "文具文创", ("stationery",)),
)
# category, code, English, Chinese, values: (code, English, Chinese, words in titles)
CHOICES = (
    (
        "home",
        "material",
        "Material",
        "材质",
        (
            ("ceramic", "Ceramic", "陶瓷", ("Stoneware", "bowl", "陶瓷", "滤杯")),
            ("wood", "Wood", "木", ("stool", "胡桃木", "boxes")),
            ("textile", "Textile", "织物", ("Linen", "Wool", "throw")),
            ("metal", "Metal", "金属", ("手冲壶", "磨豆机", "便当盒")),
            ("paper", "Paper", "纸", ("Paper lamp",)),
            ("wax", "Wax", "蜡", ("candle",)),
        ),
    ),
    (
        "skincare",
        "skin",
        "Skin type",
        "肤质",
        (
            ("sensitive", "Sensitive", "敏感肌", ("舒缓", "神经酰胺", "物理防晒")),
            ("oily", "Oily", "油性", ("氨基酸",)),
            ("any", "Any", "各种肤质", ("早 C",)),
        ),
    ),
    (
        "fashion",
        "fabric",
        "Fabric",
        "面料",
        (
            ("silk", "Silk", "真丝", ("Silk",)),
            ("wool", "Wool", "羊毛", ("Wool", "coat")),
            ("cotton", "Cotton", "棉", ("cotton", "trousers")),
            ("blend", "Blend", "混纺", ("skirt",)),
            ("leather", "Leather", "皮", ("Leather",)),
        ),
    ),
    (
        "sports-outdoors",
        "place",
        "For",
        "场景",
        (
            ("trail", "Trail", "徒步", ("徒步", "登山杖", "头灯", "冲锋衣", "鞋套")),
            ("pool", "Pool", "泳池", ("Swim", "cap", "Kickboard", "towel")),
            ("gym", "Gym", "健身", ("Yoga", "bands", "roller")),
            ("travel", "Travel", "旅行", ("保温壶", "速干帽", "收纳袋")),
        ),
    ),
    (
        "digital",
        "power",
        "Power",
        "供电",
        (
            ("battery", "Battery", "电池", ("earbuds", "headphones")),
            ("usb", "USB-C", "USB-C", ("Charger", "light bar", "drive")),
            ("none", "None", "无需供电", ("stand", "tray", "case")),
        ),
    ),
    (
        "kids",
        "age",
        "Age",
        "适用年龄",
        (
            ("baby", "From birth", "0 岁起", ("推车", "爬行垫", "辅食")),
            ("toddler", "From 1 year", "1 岁起", ("积木", "餐盘", "绘本")),
            ("child", "From 3 years", "3 岁起", ("轨道", "蜡笔")),
        ),
    ),
    (
        "pets",
        "animal",
        "For",
        "适用宠物",
        (
            ("cat", "Cats", "猫", ("Window", "litter", "Cat", "Brush")),
            ("dog", "Dogs", "狗", ("harness", "dog", "leash")),
            ("both", "Both", "猫狗通用", ("bowl",)),
        ),
    ),
)
# What is sold by weight, as the numbers among the attributes.
WEIGHT = "weight"
WEIGHED = ("home", "sports-outdoors", "digital")
