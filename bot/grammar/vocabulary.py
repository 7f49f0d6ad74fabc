"""The words that people type: commands, keys, answers.

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
        "reject": "reject 驳回 拒绝 不同意 declined 客户不同意 客户拒绝 客户不接受",
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

PLAIN_NO: Final = frozenset({"reject", "驳回", "拒绝", "不同意"})
"""Do not say whose no it is; the other words for `reject` say that it is the customer's."""

KEY_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "customer": "customer 客户 客户姓名 客户名 客户名称 顾客 姓名",
        "known": "known 已有客户",
        "contact": "contact 联系人",
        "phone": "phone tel mobile 电话 手机 手机号 手机号码 电话号码 联系电话 联系方式",
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
        "list": "dept urgency status kind level region customer since incident",
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

HELP_SUBJECTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "all": "all everything 全部 所有",
        "intake": "intake 受理登记 受理",
        "work": "work 处理",
        "calls": "calls 收尾 收尾回访",
        "overdue": "overdue 超时",
        "quality": "quality 投诉 投诉改进",
        "lookups": "lookups lookup look-ups 查询 查找",
        "team": "team 排班",
        "administration": "administration admin 管理",
    }
)
"""What follows `help` and is no command: a group of them, or all."""

FLAGS: Final[Mapping[str, str]] = MappingProxyType(
    {"yes": "yes y true 1 是 已 已告知 对", "no": "no n false 0 否 未 没有 未告知"}
)


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
