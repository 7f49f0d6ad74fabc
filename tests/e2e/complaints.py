"""A severe complaint's shop: three departments must approve its remedy (S4-24).

It takes down fields of its own (S4-19).
"""

from typing import Final

POLICY: Final = """
preset = "complaint-handling"
approvers = ["technical", "warehouse", "service"]
[duty.approval]
due = "12s"
warn = "10s"
calendar = "always"
[[field]]
id = "hospital"
name = { zh = "使用医院", en = "Hospital" }
type = "text"
[[field]]
id = "edition"
name = { zh = "版本", en = "Edition" }
type = "choice"
kinds = ["complaint"]
choices = [{ id = "home", name = "家用" }, { id = "ward", name = "院用" }]
"""
NEW: Final = (
    "new 镇痛泵漏液 使用医院=协和医院 客户=张三 电话=13812345678"
    " 类型=投诉 部门=技术部 分类=产品质量 紧急程度=重"
)
"""Technical and the warehouse have rooms; service is asked through its supervisor, Chen."""
