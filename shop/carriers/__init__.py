"""Who is asked where a parcel is. A tracker is added here, and chosen by SHOP["TRACKER"]."""

from shop.carriers.base import Tracker
from shop.carriers.simulator import Simulator

TRACKERS: dict[str, Tracker] = {"simulator": Simulator()}
# What staff may choose from; any other name may be typed.
CARRIERS = ("顺丰速运", "中通快递", "圆通速递", "韵达快递", "京东物流", "EMS", "SF Express")
