"""The list of customers, and one customer with all that is known of them."""

from flask import url_for
from flask.typing import ResponseReturnValue

from app.banking.customers.listing import CUSTOMERS
from app.banking.customers.queries import customer_detail
from app.kernel.ids import CustomerId
from app.web.console.customers import revealing
from app.web.console.customers.area import blueprint
from app.web.console.customers.showing import customer_shown
from app.web.door import allow, page, work
from app.web.list_pages.batches import open_list
from app.web.object_pages.told import timeline_fragment
from app.web.tables.pages import Empty, TablePage, list_page

__all__ = ["blueprint", "revealing"]
LIST = TablePage(
    CUSTOMERS,
    "customers.index",
    href=lambda line: url_for("customers.show", customer_id=line.id),
    opens_drawer=True,
    kind="customer",
    template="customers/index.html",
    first_word="From the beginning",
    next_word="Next",
    presets=(
        ("Active", "status=active"),
        ("Applicants", "status=applicant"),
        ("Declined", "status=declined"),
    ),
    empty=Empty(
        "No customers yet",
        "Whoever applies on your portal appears here at once.",
        mark="users",
        begins=("See the products they apply for", "products.index"),
        no_match="Search looks at how names and e-mail addresses begin.",
    ),
)


@blueprint.get("/customers")
@allow("customers.view")
def index() -> ResponseReturnValue:
    return list_page(LIST)


open_list(blueprint, LIST, "/customers")


@blueprint.get("/customers/<customer:customer_id>")
@allow("customers.view")
def show(customer_id: CustomerId) -> ResponseReturnValue:
    customer = customer_detail(work.db, customer_id)
    return page("customers/show.html", fragment=timeline_fragment(), **customer_shown(customer))
