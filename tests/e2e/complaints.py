"""A severe complaint's shop: three departments must approve its remedy (S4-24)."""

from typing import Final

POLICY: Final = """
preset = "complaint-handling"
approvers = ["technical", "warehouse", "service"]
[duty.approval]
due = "12s"
warn = "10s"
calendar = "always"
"""
NEW: Final = (
    "new 镇痛泵漏液 客户=张三 电话=13812345678 类型=投诉 部门=技术部 分类=产品质量 紧急程度=重"
)
"""Technical and the warehouse have rooms; service is asked through its supervisor, Chen."""
