"""The words that people type: commands, keys, answers, and one example of every command.

Every table runs from what the code calls a thing to the ways to write it, Chinese and English
alike; what the lookups need is turned round at the bottom.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

COMMAND_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "new": "new create 新建 新增 创建 登记 报修 建单 开单",
        "show": "show view 查看 查 看 详情",
        "why": "why 为什么 为何 时效 时限",
        "mine": "mine my 我的 我的工单 待办 我的待办",
        "list": "list ls queue 列表 清单 队列",
        "search": "search find 搜索 查找 查询 搜 找",
        "help": "help ? ？ 帮助 使用说明",
        "me": "me 我",
        "link": "link 绑定 关联账号",
        "board": "board dashboard 看板 面板",
        "away": "away leave 离开 外出 请假",
        "back": "back 回来 销假",
        "home": "home 首页",
        "sync": "sync 同步",
        "classify": "classify triage 分类 归类 定级",
        "edit": "edit correct 修改 更正 编辑",
        "fill": "fill complete 补录 补充 补全",
        "assign": "assign reassign transfer 分配 指派 派单 转派 改派 转单 转交",
        "accept": "accept claim take 接单 领取 认领 受理 确认接单",
        "contact": "contact contacted 联系 首次联系 已联系",
        "progress": "progress update 进度 进展 跟进",
        "hold": "hold pause 挂起 暂停",
        "resume": "resume unhold 恢复 继续",
        "admin_member_list": "admin 管理",
        "collab": "collab collaborate collaboration 协作 协同 求助",
        "propose": "propose proposal 方案 提出方案 提案",
        "agree": "agree agreed 客户同意 客户已同意 客户认可 客户接受",
        "reject": "reject 驳回 拒绝 不同意 客户不同意",
        "judge": "judge verdict 定责 责任认定 判责",
        "approve": "approve 同意 批准 审批通过",
        "disapprove": "disapprove 审批驳回 不批准",
        "resolve": "resolve resolved done fixed 完成 解决 已完成 处理完成 carried 执行 已执行",
        "confirm": "confirm 确认 客户确认",
        "close": "close 关闭 关单 结单",
        "cancel": "cancel 取消 作废 撤销 撤单",
        "duplicate": "duplicate dup 重复",
        "incident": "incident 群体事件 批量故障 事件",
        "relate": "relate related 关联 相关",
        "reopen": "reopen 重开 重新打开",
        "note": "note comment 备注 记录",
        "escalate": "escalate 升级 加急 上报",
        "chase": "chase 催 催单 客户催单",
        "ack": "ack acknowledge 知悉 收到 知道了",
        "reason": "reason 原因 超时原因 逾期原因",
        "callback": "callback 回访 关怀 客户关怀",
        "remedy": "remedy 补救 补偿 安抚",
        "satisfied": "satisfied 满意 补救回访 补救确认",
        "survey": "survey 评价 满意度 评价链接",
        "complaints": "complaints 投诉台账 台账 投诉",
        "actions": "action actions 改进 改进措施",
        "reveal": "reveal unmask 明细 完整信息 显示全部",
        "handover": "handover 交接 移交",
        "customer": "customer 客户 客户档案 档案",
        "signed": "signed 签收单 回单 上门记录 服务记录",
    }
)

KEY_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "customer": "customer 客户 客户姓名",
        "known": "known 已有客户",
        "contact": "contact 联系人",
        "phone": "phone tel mobile 电话 手机 手机号 联系电话",
        "email": "email 邮箱",
        "prefers": "prefers preferred 偏好 联系偏好 偏好的联系方式",
        "description": "description problem 描述 问题描述",
        "address": "address 地址",
        "occurred": "occurred 发生时间",
        "level": "level 等级 客户等级",
        "product": "product 产品 型号 产品型号",
        "order": "order 订单 订单号",
        "bought": "bought 购买日期 购买时间",
        "channel": "channel 渠道",
        "kind": "kind 类型",
        "category": "category 分类 类别",
        "urgency": "urgency priority 紧急程度 紧急度",
        "mood": "mood 情绪",
        "wish": "wish 期望",
        "wished_by": "wished_by wishedby 期望时间 期望完成时间 希望时间",
        "reported": "reported 反馈时间",
        "dept": "dept department 部门 责任部门",
        "to": "to assignee 处理人 负责人",
        "also": "also 协同 会同 协同部门",
        "severity": "severity 严重程度 情节",
        "impact": "impact 影响 影响范围",
        "region": "region office 区域 办事处",
        "incident": "incident 群体事件",
        "cause": "cause 原因 投诉原因",
        "owner": "owner 负责人 责任人",
        "due": "due 期限 完成期限",
        "metric": "metric 指标",
        "moved": "moved 见效 是否见效",
        "person": "person 责任人",
        "evidence": "evidence 凭证 鉴定凭证",
        "findings": "findings 鉴定 鉴定结果 鉴定结果及依据 非我方责任",
        "medium": "medium 方式",
        "told": "told 已告知",
        "cost": "cost 费用",
        "until": "until 至 直到 截止",
        "completed": "completed 完成时间",
        "answer": "answer 答复",
        "csat": "csat 满意度",
        "suggestion": "suggestion suggests 建议",
        "needs": "needs 需求 其他需求",
        "problem": "problem newproblem 新问题",
        "loyalty": "loyalty 推荐 推荐度",
        "reason": "reason 原因",
        "status": "status 状态",
        "since": "since from 自 从",
        "stand_in": "standin stand_in 代班 代班人 替班",
        "shift": "shift 班次",
        "member": "member 成员",
        "origin": "origin 交出人",
        "name": "name 姓名",
        "account": "account 账号",
        "role": "role 角色",
        "of": "of 重复于 原单 来源工单",
        "other": "other with to 关联到 关联工单",
        "month": "month 月份 年月",
        "lang": "lang language locale 语言",
    }
)

_RECORD: Final = (
    "description customer contact phone email prefers address level product order bought channel"
    " mood wish wished_by occurred kind category urgency severity impact region dept"
)

_TAKES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "new": "known customer contact phone email prefers level product order bought channel kind"
        " category urgency mood impact wish wished_by reported region dept to",
        "classify": "category urgency kind dept level severity impact region",
        "edit": _RECORD,
        "fill": _RECORD,
        "list": "dept urgency status kind region customer since incident",
        "complaints": "month dept person cause severity status",
        "judge": "severity cause dept person findings evidence",
        "actions": "owner",
        "action_add": "cause owner due metric of",
        "action_done": "moved",
        "approve": "dept",
        "disapprove": "dept",
        "search": "customer product month",
        "assign": "to also",
        "contact": "medium",
        "progress": "told",
        "hold": "until",
        "admin_member_add": "name account role dept region email lang shift stand_in",
        "admin_member_edit": "name account role dept region email lang shift stand_in",
        "admin_room_add": "dept lang",
        "collab": "dept member",
        "propose": "cost",
        "agree": "cost",
        "resolve": "completed",
        "confirm": "answer csat",
        "duplicate": "of",
        "relate": "other",
        "incident_update": "told",
        "callback": "csat suggestion needs problem loyalty",
        "remedy": "reason",
        "me": "lang",
        "away": "since until stand_in member",
        "handover": "origin to",
    }
)

ACTION_STEPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "actions": "list 列表 清单",
        "action_add": "add new 新增 添加 新建 登记",
        "action_done": "done finish 完成 已完成",
        "action_cancel": "cancel 取消 作废",
    }
)
"""What follows `action`; nothing: the list."""

TIME_KEYS: Final = frozenset(
    {"due", "reported", "bought", "until", "completed", "since", "occurred", "wished_by"}
)
"""Their values may hold a space without quotes: `2026-11-22 10:05`, `20m ago`."""

WIDE_KEYS: Final = frozenset({"shift"})
"""Whose values have blanks in them, and go on until the next pair or the end of the line."""

CODE_KEYS: Final = frozenset({"phone", "email", "order"})
"""Their values are compared and dialled: full-width digits become plain, a comma ends them."""

TEXT_LABELS: Final = (
    "reason|note|solution|details|outcome|comment|description"
    "|原因|理由|备注|说明|方案|详情|结果|评价|描述|问题|问题描述"
)
"""Words that people put before the text itself, as in `关闭 001 原因：三次联系不上`."""

LANGUAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "zh": "zh zh-cn zh_cn cn chinese 中文 汉语 简体中文",
        "en": "en en-us en_us english 英文 英语",
    }
)

ADMIN_THINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "member": "member members 成员 人员",
        "room": "room rooms 群 群聊",
        "policy": "policy 策略 规则",
    }
)
ADMIN_DEEDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "list": "list show 列表 查看",
        "add": "add bind 新增 添加 绑定",
        "edit": "edit change 修改",
        "remove": "remove delete unbind 移除 删除 解绑",
        "reload": "reload refresh 重载 重新加载 刷新",
    }
)
"""What follows `admin`: about what, and what is to be done."""

COLLAB_STEPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "collab_accept": "accept take 接受 接收 受理",
        "collab_done": "done answer 完成 已完成 答复 回复",
        "collab_decline": "decline refuse 拒绝 婉拒 谢绝 退回",
    }
)
"""What follows `collab` before a request's number, where the request is there already."""

FLAGS: Final[Mapping[str, str]] = MappingProxyType(
    {"yes": "yes y true 1 是 已 已告知 对", "no": "no n false 0 否 未 没有 未告知"}
)

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
        "reject": ("驳回 20261122001 客户要求退货", "reject 20261122001 wants a refund instead"),
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
"""Slug → (Chinese, English): a line that works, for help and for hints."""


def turned(words: Mapping[str, str]) -> Mapping[str, str]:
    """From every way to write a thing to the thing."""
    return MappingProxyType({word: thing for thing, ways in words.items() for word in ways.split()})


COMMANDS: Final = turned(COMMAND_WORDS)
DEEDS: Final = turned(
    {
        "reveal": "reveal 明细 完整信息",
        "level": "level 等级 级别",
        "merge": "merge 合并",
        "name": "name rename 姓名 改名",
        "erase": "erase forget 清除 删除 抹除",
    }
)
"""What can be done about a customer, after the word `customer`."""
NO_KEYS: Final[Mapping[str, str]] = MappingProxyType({})
KEYS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        command: turned({key: KEY_WORDS[key] for key in takes.split()})
        for command, takes in _TAKES.items()
    }
)
"""Command slug → written key → field."""
