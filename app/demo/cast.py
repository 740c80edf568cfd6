"""Names, places and payees of the demo world: all of them made up, none of them anybody."""

GIVEN_NAMES = (
    "Amara", "Tomas", "Yuki", "Priya", "Mateo", "Ingrid", "Kwame", "Leila", "Noah", "Mei",
    "Omar", "Sofia", "Rafael", "Anika", "Dmitri", "Zuri", "Hana", "Callum", "Nadia", "Jamal",
    "Elena", "Ravi", "Freya", "Santiago", "Aisha", "Bao", "Clara", "Dele", "Esther", "Farid",
    "Gloria", "Hugo", "Imani", "Jonas", "Kavya", "Lucia", "Malik", "Nora", "Olivia", "Pavel",
    "Quentin", "Rosa", "Samir", "Talia", "Uma", "Viktor", "Wanda", "Xiomara", "Yusuf", "Zoe",
    "Abel", "Beatriz", "Chidi", "Daria", "Emeka", "Fatima", "Gideon", "Helene", "Isaac", "Joy",
    "Kenji", "Lena", "Marisol", "Nikhil", "Odile", "Pilar", "Ronan", "Selma", "Theo", "Valeria",
)  # fmt: skip
FAMILY_NAMES = (
    "Adeyemi", "Bergström", "Castellano", "Delacroix", "Eriksen", "Fonseca", "Gutiérrez",
    "Haddad", "Ivanova", "Jankowski", "Kimura", "Lefebvre", "Moreau", "Nakagawa", "Obi",
    "Petrov", "Quiroga", "Reyes", "Sandoval", "Thorne", "Ueda", "Vargas", "Whitfield", "Xiong",
    "Yamada", "Zielinski", "Achebe", "Bautista", "Chowdhury", "Dhillon", "Espinoza", "Farouk",
    "Grantham", "Huang", "Iyer", "Jimenez", "Kowalczyk", "Lindgren", "Mbeki", "Novak", "Ortega",
    "Pacheco", "Rasmussen", "Sokolov", "Tran", "Underhill", "Villanueva", "Washburn", "Yilmaz",
    "Zapata", "Abara", "Brandt", "Calloway", "Dimitrov", "Ekwueme", "Fitzgerald", "Goldfarb",
    "Hollis", "Ishikawa", "Jovanovic",
)  # fmt: skip
STREETS = (
    "Alder Street", "Birch Lane", "Canal Road", "Dogwood Avenue", "Elm Court", "Foundry Street",
    "Garden Row", "Harvest Way", "Ivy Terrace", "Juniper Hill", "Lantern Street", "Mill Road",
    "Orchard Drive", "Pearl Street", "Quarry Lane", "River Walk", "Sycamore Place", "Union Street",
)  # fmt: skip
PLACES = (
    ("Portland", "OR", "97205"), ("Cedar Rapids", "IA", "52401"), ("Madison", "WI", "53703"),
    ("Burlington", "VT", "05401"), ("Tucson", "AZ", "85701"), ("Savannah", "GA", "31401"),
    ("Duluth", "MN", "55802"), ("Boise", "ID", "83702"), ("Albany", "NY", "12207"),
    ("Concord", "NH", "03301"), ("Missoula", "MT", "59802"), ("Toledo", "OH", "43604"),
)  # fmt: skip
EMPLOYERS = (
    "BRIGHTWATER FOODS", "OAKLINE HEALTH", "SUMMIT FREIGHT", "PINE STREET DSGN",
    "CITY OF MARLOW", "NORTHFIELD TECH", "VALE AND SONS", "HARROW SCHOOLS",
)  # fmt: skip
LANDLORDS = (
    "Larch Street Homes", "Cornerstone Rentals", "Maple Court Apartments", "Riverside Living",
)  # fmt: skip
PAYEES = (
    "Meridian Electric", "Clearwater Utility", "Beacon Internet", "Fairview Insurance",
    "Atlas Card Services", "Greenleaf Auto Loan", "Evergreen Savings", "Sunrise Child Care",
    "Crestview Dental", "Tamarack Student Loans", "Coral Mobile", "Lighthouse Gym",
)  # fmt: skip
NOTES = (
    "Dinner on Friday", "Concert tickets", "Groceries", "Half of the gas", "Birthday present",
    "Thanks for lunch", "Camping trip", "Book club", "Moving van", "Shared dog sitter",
)  # fmt: skip
OTHER_BANKS = ("041999963", "061999943", "101999955", "251999973")
EMPLOYERS_BANK = "101999955"
