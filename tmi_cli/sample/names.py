"""Pools of names. First and last names are drawn apart, so whoever results is nobody."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NamePool:
    """Names that go together, and how common they are in the school.

    `weight` is relative to the other pools; `eal` is the chance (0 to 1) that a pupil of the
    pool learns English as an additional language.
    """

    weight: float
    eal: float
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    surnames: tuple[str, ...]


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.replace("_", " ") for name in text.split())


POOLS: tuple[NamePool, ...] = (
    NamePool(
        weight=70,
        eal=0.005,
        girls=_names(
            "Abbie Amber Amy Anna Ava Brooke Caitlin Cara Charlotte Chloe Daisy Elena Ella Ellie "
            "Elsie Emily Emma Erin Esme Eva Evie Freya Georgia Grace Hannah Harris Heather Holly "
            "Imogen Isobel Jenna Jessica Josie Katie Kayla Kirsty Lauren Layla Leah Lexi Lily "
            "Lucy Maisie Megan Mia Millie Molly Mya Olivia Paige Phoebe Poppy Quinn Rebecca Robyn "
            "Rosie Ruby Sarah Skyla Sophie Summer Taylor Thea Willow Mary-Kate Ella-Rose "
            "Lily-May Anna-Sophia"
        ),
        boys=_names(
            "Aaron Adam Aidan Alexander Alfie Andrew Archie Ben Brodie Callan Cameron Carter "
            "Charlie Cole Connor Corey Daniel David Dylan Ethan Euan Ewan Fraser Fergus George "
            "Grayson Hamish Harris Harry Harrison Jack Jackson Jacob James Jamie Joseph Josh Kai "
            "Keir Kyle Lennon Leo Liam Lucas Luke Lyle Magnus Mason Matthew Max Mitchell Nathan "
            "Noah Oliver Ollie Oscar Owen Reece Riley Robbie Robert Rory Ryan Samuel Scott Theo "
            "Thomas Tyler William Zac Jack-James"
        ),
        surnames=_names(
            "Adie Aird Auchterlonie Baillie Bannerman Barclay Baxter Beattie Begg Bisset Borthwick "
            "Bremner Brodie Buchan Buchanan Cairns Calder Carmichael Chalmers Clelland Cochrane "
            "Colquhoun Cowie Craig Crawford Cruickshank Cumming Dalgleish Dallas Dempster Dewar "
            "Dickson Donnachie Douglas Dow Drysdale Duff Duguid Dunbar Duthie Elder Erskine "
            "Farquhar Fenwick Findlay Fleming Forsyth Fulton Galbraith Geddes Gemmell Gibb "
            "Gilchrist Gillespie Gourlay Guthrie Halliday Hendry Henderson Hepburn Herd Imrie "
            "Inglis Jardine Johnstone Kidd Kinnear Laidlaw Laird Lamont Lauder Leckie "
            "Leitch Lennox Lockhart Logie Lorimer Lumsden Mair Maitland Mathieson Meikle Melville "
            "Menzies Milne Moffat Moncrieff Morrice Mowat Murchie Nairn Napier Nisbet Ogilvie "
            "Orr Paterson Peebles Pirie Pringle Rae Raeburn Rankine Reid Rennie Riddell Ritchie "
            "Rollo Roxburgh Scrimgeour Shanks Shearer Sinclair Skene Smeaton Spence Stirling "
            "Strachan Swan Tait Telfer Tulloch Turnbull Urquhart Waddell Wardlaw Weir Yule "
            "McArthur McBride McCallum McCulloch McDermid McEwan McFadyen McGhee McGregor McHardy "
            "McInnes McKechnie McLaren McNab McPhail McQuarrie McTavish MacAskill MacCrimmon "
            "MacFarlane MacIntyre MacKinnon MacLennan MacPherson MacQueen MacRae MacVicar "
            "Bell-Rankine Cairns-Duff Gibb-McLaren Hendry-Swan Orr-Melville Reid-Lamont "
            "Tait-MacRae"
        ),
    ),
    NamePool(
        weight=7,
        eal=0.02,
        girls=_names("Beathag Ceit Ciorstaidh Èibhlin Iseabail Marsaili Oighrig Sìne Ùna"),
        boys=_names("Aonghas Coinneach Dòmhnall Eachann Iain Lachlann Seumas Tormod Ùisdean"),
        surnames=_names(
            "MacAoidh MacÌomhair NicAsgaill NicDhòmhnaill MacGillÌosa Ròs Moireasdan "
            "MacNèill MacLeòid Munro Matheson Gillies MacSween MacAulay"
        ),
    ),
    NamePool(
        weight=8,
        eal=0.01,
        girls=_names("Bríd Ciara Clodagh Gráinne Maeve Róisín Saoirse Sinéad"),
        boys=_names("Cillian Conor Declan Eoin Fionn Oisín Pádraig Tadhg"),
        surnames=_names(
            "O'Hara O'Donnell O'Rourke O'Hagan O'Kane Gallagher Docherty Devlin Quinn Boyle "
            "Rafferty McGinley Coyle Sweeney Ó'Faoláin D'Alessio"
        ),
    ),
    NamePool(
        weight=5,
        eal=0.6,
        girls=_names("Aleksandra Julia Lena Oliwia Wiktoria Zofia Zuzanna Kinga"),
        boys=_names("Antoni Bartosz Filip Jakub Michał Oskar Szymon Wojciech"),
        surnames=_names("Wiśniewska-Malec Sadowicz Gorczak Bielak Tokarz Jędrzejek Pawlik Zarzycki Lisowiec"),
    ),
    NamePool(
        weight=5,
        eal=0.4,
        girls=_names("Aisha Anaya Fatima Hafsa Inaya Maryam Sana Zainab"),
        boys=_names("Abdullah Bilal Hamza Haris Ibrahim Mohammed Umar Yusuf"),
        surnames=_names("Akhtar Aziz Chaudhry Hussain Iqbal Mahmood Nawaz Qureshi Sarwar Tariq"),
    ),
    NamePool(
        weight=2.5,
        eal=0.4,
        girls=_names("Aditi Diya Jasleen Meera Simran Anjali"),
        boys=_names("Aarav Arjun Harpreet Kiran Rohan Vivaan"),
        surnames=_names("Bhatt Dhillon Gill Iyer Menon Nair Sandhu Varghese"),
    ),
    NamePool(
        weight=3,
        eal=0.4,
        girls=_names("Adaeze Ama Blessing Chiamaka Esi Temitope"),
        boys=_names("Chidi David Emeka Kofi Kwame Oluwaseun"),
        surnames=_names("Adeyemi Agyeman Boateng Eze Mensah Nwosu Obi Okafor"),
    ),
    NamePool(
        weight=3,
        eal=0.95,
        girls=_names("Daryna Kateryna Oksana Polina Solomiia"),
        boys=_names("Andriy Bohdan Maksym Nazar Taras"),
        surnames=_names("Bondarenko Hrytsenko Kravets Lysenko Savchuk Tkachuk"),
    ),
    NamePool(
        weight=2,
        eal=0.6,
        girls=_names("Jia_Yi Mei Xin_Yue Wing_Yan"),
        boys=_names("Ho_Yin Jun Wei Zi_Hao"),
        surnames=_names("Chan Cheung Lau Lin Wong Zhou"),
    ),
    NamePool(
        weight=2,
        eal=0.85,
        girls=_names("Hala Layal Rima Yasmin"),
        boys=_names("Karim Nabil Omar Sami"),
        surnames=_names("Al-Khatib Darwish Haddad Mansour Sabbagh"),
    ),
    NamePool(
        weight=1.5,
        eal=0.8,
        girls=_names("Andreea Bianca Ioana Raluca"),
        boys=_names("Andrei Luca Matei Răzvan"),
        surnames=_names("Ciobanu Dumitru Munteanu Stănescu"),
    ),
)

KNOWN_AS: dict[str, tuple[str, ...]] = {
    "Alexander": ("Alex", "Sandy", "Xander"),
    "Andrew": ("Drew",),
    "Charlotte": ("Charlie", "Lottie"),
    "Isobel": ("Izzy",),
    "Samuel": ("Sam",),
    "Matthew": ("Matt",),
    "Thomas": ("Tommy",),
    "Robert": ("Rab", "Bobby"),
    "Joseph": ("Joe",),
    "William": ("Will", "Billy"),
    "Rebecca": ("Becca",),
    "Jessica": ("Jess",),
    "Mohammed": ("Mo",),
    "Aleksandra": ("Ola",),
    "Wiktoria": ("Wika",),
    "Dòmhnall": ("Donald",),
    "Ciorstaidh": ("Kirsty",),
    "Oluwaseun": ("Seun",),
    "Chiamaka": ("Amaka",),
    "Kateryna": ("Katya",),
}

TEACHER_TITLES: tuple[str, ...] = ("Mr", "Ms", "Mrs", "Miss", "Mr", "Ms", "Dr")
TEACHER_INITIALS = "ABCDEFGHIJKLMNPRSTVW"
