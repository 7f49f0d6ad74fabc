"""A week and a day in the life of the department, told in its own commands: what a visitor finds.

Less than a week would not do: only then the desk knows what is usual, and sees a burst.

A step is a day counted back from today with an hour in the desk's zone, or so many minutes ago. The
first line of a ticket makes it; `{}` stands for its number in the others.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Step:
    ticket: str
    user: str
    line: str
    at: str = ""  # `-3 09:05`: three days ago at five past nine.
    ago: int = 0  # Minutes.

    def moment(self, now: datetime, zone: ZoneInfo) -> datetime:
        if not self.at:
            return now - timedelta(minutes=self.ago)
        days, _, clock = self.at.partition(" ")
        day = now.astimezone(zone).date() + timedelta(days=int(days))
        return datetime.combine(day, time.fromisoformat(clock), zone)


WEEK: Final = (
    # A leaking air conditioner, from the first call to the call-back.
    Step("leak", "li",
         "new 空调室内机漏水，滴到地板上 客户=陈晓东 电话=13712345678 产品=KFR-35GW 订单=A20261"
         " 渠道=电话 类型=维修 分类=产品质量 紧急程度=重要 情绪=焦急", "-8 09:12"),
    Step("leak", "wang", "accept {}", "-8 09:18"),
    Step("leak", "wang", "contact {} 已电话联系，约下午两点上门 方式=电话", "-8 09:25"),
    Step("leak", "wang", "progress {} 排水管堵塞，正在疏通 已告知", "-8 11:40"),
    Step("leak", "wang", "propose {} 疏通并更换排水管 费用=0", "-8 11:55"),
    Step("leak", "li", "agree {} 同意，请尽快修好", "-8 12:05"),
    Step("leak", "wang", "resolve {} 已更换排水管，试机一小时不再漏水", "-8 12:30"),
    Step("leak", "li", "confirm {} 是 满意度=非常满意 师傅很专业", "-8 15:02"),
    Step("leak", "li", "callback {} 回访正常，没有再漏水 满意度=非常满意", "-7 10:05"),
    # A parcel that lost its way.
    Step("parcel", "emily",
         "new The parcel has not moved for three days customer=“Lena Fischer” phone=13900001111"
         ' product="Filter set" order=B7731 channel=email kind=consultation category=logistics'
         " urgency=normal", "-6 10:20"),
    Step("parcel", "sam", "accept {}", "-6 10:34"),
    Step("parcel", "sam", "contact {} Called her and apologised, asking the carrier medium=phone",
         "-6 10:50"),
    Step("parcel", "sam", "progress {} Found at the depot, sent on by express told", "-6 15:10"),
    Step("parcel", "sam", "propose {} Free express delivery, here tomorrow cost=0", "-6 15:12"),
    Step("parcel", "emily", "agree {} That will do", "-6 15:40"),
    Step("parcel", "sam", "resolve {} Delivered and signed for", "-5 09:40"),
    Step("parcel", "emily", "confirm {} yes csat=satisfied", "-5 10:15"),
    Step("parcel", "emily", "callback {} She is happy with it csat=satisfied", "-4 09:30"),
    # One that went wrong: nobody called in time, and the desk said so.
    Step("smoke", "emily",
         "new 插座有烧焦味 客户=周建国 电话=13655556666 产品=智能插座 订单=C1189 渠道=微信"
         " 类型=投诉 分类=产品质量 紧急程度=紧急 情绪=不满", "-4 18:40"),
    Step("smoke", "tom", "accept {}", "-4 18:52"),
    Step("smoke", "chen", "ack {}", "-4 18:58"),
    Step("smoke", "tom", "contact {} 已电话致歉，请客户停用并拔掉插座 方式=电话", "-4 19:04"),
    Step("smoke", "tom", "reason {} 当时正在处理另一起急单，没有及时转交", "-4 19:20"),
    Step("smoke", "tom", "propose {} 当晚上门更换新批次插座 费用=0", "-4 19:25"),
    Step("smoke", "tom", "resolve {} 已上门更换，旧件带回检测", "-4 20:20"),
    Step("smoke", "emily", "confirm {} 是 满意度=一般 处理还行，就是电话来得晚", "-4 20:45"),
    Step("smoke", "emily", "callback {} 新插座使用正常 满意度=满意", "-3 16:00"),
    # Asked and answered.
    Step("filter", "li",
         "new 怎么重置滤网提醒灯 客户=吴敏 电话=13522223333 产品=净水器 M2 订单=D4410 渠道=在线客服"
         " 类型=咨询 分类=使用指导 紧急程度=一般 部门=客服部 处理人=李娜", "-2 14:05"),
    Step("filter", "zhou", "assign {} <@emily> 李娜在接热线", "-2 14:20"),
    Step("filter", "emily", "note {} 说明书第12页有图", "-2 14:30"),
    Step("filter", "zhou", "cancel {} 客户自己找到了办法", "-2 15:00"),
    # Closed yesterday: the call-back is still to come.
    Step("fridge", "li",
         "new 冰箱噪音大，晚上睡不着 客户=孙丽 电话=13811112222 产品=BCD-210 订单=E9012 渠道=电话"
         " 类型=维修 分类=产品质量 紧急程度=重要", "-2 16:10"),
    Step("fridge", "wang", "accept {}", "-2 16:15"),
    Step("fridge", "wang", "contact {} 已电话了解，明早上门 方式=电话", "-2 16:30"),
    Step("fridge", "wang", "propose {} 调平底脚并更换减震垫 费用=0", "-2 17:30"),
    Step("fridge", "wang", "resolve {} 已更换减震垫，噪音恢复正常", "-2 19:30"),
    Step("fridge", "li", "confirm {} 是 满意度=满意", ago=22 * 60),
    # Open today.
    Step("refund", "emily",
         "new The remote control is missing from the box customer=“Omar Haddad” phone=13744445555"
         " product=KFR-50 order=F3307 channel=website kind=exchange category=logistics"
         " urgency=normal", ago=95),
    Step("refund", "sam", "accept {}", ago=88),
    Step("refund", "sam", "contact {} Wrote to him, checking the stock medium=email", ago=80),
    Step("refund", "sam", "propose {} Send a remote control today, free of charge cost=0", ago=35),
    Step("heater", "li",
         "new 热水器打不着火 客户=何秀英 电话=13466667777 产品=JSQ-24 订单=G5518 渠道=电话"
         " 类型=维修 分类=产品质量 紧急程度=重要", ago=48),
    Step("heater", "tom", "accept {}", ago=41),
    Step("heater", "tom", "contact {} 已电话，客户下班后在家 方式=电话", ago=33),
    Step("heater", "tom", "hold {} 等点火针到货 until=明天10:00", ago=20),
    Step("washer", "emily",
         "new Washing machine stops in mid-cycle, error E4 customer=“Grace Lin” phone=13988889999"
         " product=XQG-80 order=H2204 channel=chat kind=repair category=product urgency=important",
         ago=9),
)  # fmt: skip

HOTLINE: Final = (
    ("zhang", "你好，我家空调从昨天开始不制冷了，外机也不转，家里有老人，能尽快看看吗？"),
)
"""What a customer said a moment ago: an agent can make a ticket of it."""
