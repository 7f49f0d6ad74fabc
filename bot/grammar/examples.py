"""One line that works for every command, for help and for hints."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

EXAMPLES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "new": (
            "新建 空调不制冷 客户=张三 电话=13812345678 产品=KFR-35GW",
            'new AC does not cool customer="Li Wei" phone=13812345678 product=KFR-35GW',
        ),
        "show": ("查看 20261122001", "show 20261122001"),
        "why": ("为什么 20261122001 解决", "why 20261122001 resolution"),
        "mine": ("我的", "mine"),
        "list": ("列表 未分配 超时 部门=技术", "list unassigned overdue dept=technical"),
        "search": ("搜索 压缩机 异响", "search compressor noise"),
        "help": ("帮助 接单", "help accept"),
        "me": ("我 语言=中文", "me lang=en"),
        "link": ("绑定 K7QD2MXA", "link K7QD2MXA"),
        "board": ("看板", "board"),
        "away": ("离开 到 18:00 代班 @李娜", "away until 18:00 stand-in @li"),
        "back": ("回来", "back"),
        "handover": ("交接 王敏 给 李娜", "handover @wang to @li"),
        "signed": ("签收单 20261122001", "signed 20261122001"),
        "customer": ("客户 13812345678", "customer 13812345678"),
        "home": ("首页", "home"),
        "sync": ("同步 20261122001", "sync 20261122001"),
        "classify": (
            "分类 20261122001 分类=产品 紧急程度=紧急",
            "classify 20261122001 category=product urgency=urgent",
        ),
        "edit": (
            "修改 20261122001 电话=13812345678 产品=KFR-35GW",
            "edit 20261122001 phone=13812345678 product=KFR-35GW",
        ),
        "fill": (
            "补录 20261122001 渠道=电话 类型=维修",
            "fill 20261122001 channel=phone kind=repair",
        ),
        "assign": ("分配 20261122001 @李娜 离客户更近", "assign 20261122001 @li nearer to her"),
        "accept": ("接单 20261122001", "accept 20261122001"),
        "contact": (
            "联系 20261122001 约定明天上午上门 方式=电话",
            "contact 20261122001 visit agreed for tomorrow medium=phone",
        ),
        "progress": (
            "进度 20261122001 已检测，等配件 已告知",
            "progress 20261122001 checked, waiting for parts told",
        ),
        "hold": (
            "挂起 20261122001 等配件 直到 18:00",
            "hold 20261122001 no parts until 18:00",
        ),
        "resume": ("恢复 20261122001", "resume 20261122001"),
        "admin_member_list": ("管理 成员 列表", "admin member list"),
        "admin_member_add": (
            "管理 成员 新增 赵敏 账号=@赵敏 角色=处理人员 部门=技术部",
            "admin member add Min account=@min role=tech dept=technical",
        ),
        "admin_member_edit": (
            "管理 成员 修改 赵敏 班次=周一至周五 09:00-18:00",
            "admin member edit @min shift=mon-fri 09:00-18:00",
        ),
        "admin_member_remove": ("管理 成员 移除 赵敏", "admin member remove @min"),
        "admin_room_list": ("管理 群 列表", "admin room list"),
        "admin_room_add": ("管理 群 绑定 部门=仓储部", "admin room add dept=warehouse lang=en"),
        "admin_room_remove": ("管理 群 解绑", "admin room remove"),
        "admin_policy": ("管理 策略", "admin policy"),
        "admin_policy_reload": ("管理 策略 重载", "admin policy reload"),
        "collab": (
            "协作 20261122001 @仓储部 查一下 KX-2 压缩机还有没有货",
            "collab 20261122001 @warehouse is the KX-2 compressor in stock?",
        ),
        "collab_accept": ("协作 接受 C12", "collab accept C12"),
        "collab_done": ("协作 完成 C12 有货，今天发出", "collab done C12 in stock, sent today"),
        "collab_decline": ("协作 拒绝 C12 不归我们管", "collab decline C12 not our part"),
        "propose": (
            "方案 20261122001 更换压缩机 费用=300",
            "propose 20261122001 replace the compressor cost=300",
        ),
        "agree": (
            "客户同意 20261122001 先付一半 费用=280元",
            "agree 20261122001 pays half in advance cost=280",
        ),
        "reject": (
            "客户不同意 20261122001 客户要求退货",
            "declined 20261122001 wants a refund instead",
        ),
        "judge": (
            "定责 20261122001 原因=质量异常 部门=生产部 密封圈批次不良",
            "judge 20261122001 cause=quality dept=production a bad batch of seals",
        ),
        "complaints": ("投诉台账 2026-11 部门=技术部", "complaints 2026-11 dept=technical"),
        "actions": ("改进 列表 负责人=唐敏", "action list owner=@tang"),
        "action_add": (
            "改进 新增 更换密封圈供应商 原因=批次不良 负责人=唐敏 期限=2026-12-15 指标=投诉率",
            "action add change the supplier owner=@tang due=2026-12-15 metric=complaint_rate",
        ),
        "action_done": (
            "改进 完成 A7 已换供应商 见效=是",
            "action done A7 supplier changed moved=yes",
        ),
        "action_cancel": ("改进 取消 A7 产品已停产", "action cancel A7 no longer made"),
        "approve": ("同意 20261122001", "approve 20261122001"),
        "disapprove": (
            "审批驳回 20261122001 成本过高，请改为维修",
            "disapprove 20261122001 too dear, repair it instead",
        ),
        "resolve": (
            "完成 20261122001 已更换主板 完成时间=10:05",
            "resolve 20261122001 mainboard replaced completed=10:05",
        ),
        "confirm": (
            "确认 20261122001 是 满意度=满意 处理很快",
            "confirm 20261122001 yes csat=satisfied quick work",
        ),
        "close": ("关闭 20261122001 三次联系不上客户", "close 20261122001 three calls, no answer"),
        "cancel": ("取消 20261122001 客户已自行解决", "cancel 20261122001 customer fixed it"),
        "duplicate": ("重复 20261122002 于 20261122001", "duplicate 20261122002 of 20261122001"),
        "incident": ("群体事件 20261122001", "incident 20261122001"),
        "incident_update": (
            "群体事件 20261122001 通报 本周内免费更换密封圈 已告知",
            "incident 20261122001 update seals are replaced free this week told",
        ),
        "incident_end": ("群体事件 20261122001 解除", "incident 20261122001 end"),
        "relate": ("关联 20261122002 和 20261122001", "relate 20261122002 to 20261122001"),
        "reopen": ("重开 20261122001 又不制冷了", "reopen 20261122001 fails again"),
        "note": ("备注 20261122001 客户下午在家", "note 20261122001 at home in the afternoon"),
        "escalate": ("升级 20261122001 客户第三次来电", "escalate 20261122001 third call today"),
        "chase": (
            "催单 20261122001 客户问什么时候能修好",
            "chase 20261122001 asks when it will be done",
        ),
        "ack": ("知悉 20261122001", "ack 20261122001"),
        "reason": ("原因 20261122001 配件缺货", "reason 20261122001 part out of stock"),
        "callback": (
            "回访 20261122001 使用正常 满意度=满意",
            "callback 20261122001 works well csat=satisfied",
        ),
        "survey": ("评价 20261122001", "survey 20261122001"),
        "remedy": (
            "补救 20261122001 已致歉，赠送50元优惠券 原因=上门晚到",
            "remedy 20261122001 apologised, gave a coupon reason=late",
        ),
        "satisfied": (
            "满意 20261122001 是 收到优惠券，已满意",
            "satisfied 20261122001 yes got the coupon and is happy",
        ),
        "reveal": ("完整信息 20261122001", "reveal 20261122001"),
    }
)
"""Slug → (Chinese, English)."""
