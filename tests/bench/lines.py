"""What is typed: a new ticket, again and again."""

from itertools import count
from typing import Final

_CALLERS: Final = count()


def line(n: int) -> str:
    """A ticket of a customer of its own, in every round: most who call are not known yet."""
    phone = f"138{next(_CALLERS):08}"
    return f"new 空调不制冷{n} 客户=张三 电话={phone} 产品=KFR-35GW 部门=技术部 紧急程度=一般"
