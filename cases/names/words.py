"""The words around names: titles, generations, forms and general words of companies, short first names. Data."""

from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLES: Final = _set("mr mrs ms miss mx dr prof professor sir dame hon rev judge justice")
CREDENTIALS: Final = _set("esq esquire md phd dds dmd dvm rn np cpa jd mba psyd pharmd facs faans")
GENERATIONS: Final = {
    **{word: word for word in ("jr", "sr", "ii", "iii", "iv")},
    **{"junior": "jr", "senior": "sr", "2nd": "ii", "3rd": "iii", "4th": "iv"},
}

PARTICLES: Final = _set(
    "mac mc de del della di da dos du la le las los van von der den ter ten el al bin ibn ben st san"
)
"""Written apart or together with what follows: de la Cruz and Delacruz."""

CONNECTORS: Final = _set("nee born geb formerly fka aka nka dba and of the for or und et y")

COMPANY_FORMS: Final = _set(
    "inc incorporated corp corporation co company cos companies llc llp lllp lp ltd limited plc pllc pc pa apc "
    "na gmbh ag kg ohg ug sa sas sarl srl spa bv nv ab oy oyj aps pty kk"
)
"""Only at the end of a name: co, sa and pa are syllables of other names too."""

COMPANY_WORDS: Final = _set(
    "insurance insurers insurer assurance reinsurance indemnity casualty mutual underwriters exchange life health "
    "healthcare medical dental property fire group holding holdings service services international national "
    "american america usa us benefit benefits plan plans employee welfare trust fund administrators administrator "
    "administration tpa claims management managers adjusters adjusting appraisal solutions systems partners "
    "associates law firm office offices attorneys lawyers counsel clinic hospital center centre institute "
    "university department"
)
"""They make a name that of an organisation, and tell one from another only where nothing else is left."""

FAMILY_WORDS: Final = _set("group holding holdings services international partners insurance")
"""Of them, those by which the companies of one family differ."""

ABBREVIATIONS: Final = {
    **{"ins": "insurance", "mut": "mutual", "natl": "national", "intl": "international", "svcs": "services"},
    **{"mgmt": "management", "grp": "group", "hosp": "hospital", "univ": "university", "ctr": "center"},
    **{"assoc": "associates", "assocs": "associates", "admin": "administrators", "dept": "department"},
}

NOT_LEFT_OUT: Final = _set("clinic hospital center centre institute university systems")
"""Of them, those that stand in the way of taking two names for one."""

_SHORT_FORMS: Final = """
abigail: abby gail | abraham: abe bram | albert: al bert | alexander: alex al sandy sasha xander
alexandra: alex sandra sandy sasha lexi | alfred: al fred | amanda: mandy | andrew: andy drew | angela: angie
ann: anne anna annie nan nancy | anthony: tony | antonio: tony | arthur: art | barbara: barb babs
benjamin: ben benny | bernard: bernie | bradley: brad | catherine: katherine kathryn cathy kathy kate katie kay cat
charles: charlie chuck chaz | christine: chris chrissy tina christina | christopher: chris kit topher
cynthia: cindy | daniel: dan danny | david: dave davy | deborah: debra deb debbie | dennis: denny
donald: don donnie | dorothy: dot dottie dolly | douglas: doug | edward: ed eddie ted teddy ned
eleanor: ellie nell nora | elizabeth: liz lizzie beth betty betsy eliza libby lisa elsie | emily: em emmy
eugene: gene | evelyn: evie | florence: flo | frances: fran frannie | francis: frank | francisco: paco pancho frank
franklin: frank | frederick: fred freddie rick | gabriel: gabe | george: georgie | gerald: gerry jerry
gerard: gerry jerry | gilbert: gil bert | gregory: greg | harold: hal harry | harry: henry hank | henry: hank hal harry
herbert: herb bert | ignacio: nacho | isabella: bella izzy isabel | jacob: jake | jacqueline: jackie
james: jim jimmy jamie | janet: jan | jeffrey: jeff geoff geoffrey | jennifer: jen jenny | jeremy: jerry
jessica: jess jessie | jesus: chuy | joanna: jo joanne | john: jack johnny jon | jonathan: jon john
jose: pepe | joseph: joe joey | joshua: josh | judith: judy | julia: julie | kenneth: ken kenny
kimberly: kim | lawrence: larry laurie | leonard: len lenny leo | leslie: les | lillian: lily | louis: lou louie
lucille: lucy | luis: lou | manuel: manny manolo | margaret: maggie meg peggy peg marge margie rita greta
maria: mary mari | mark: marc | martin: marty | mary: molly polly mae | matthew: matt | maxwell: max
megan: meg | melissa: missy | michael: mike mick mickey misha | mikhail: misha michael mike | mohammed: mo
nathaniel: nathan nate | natalie: nat | nicholas: nick nicky | norman: norm | oliver: ollie
olivia: liv livvy | pamela: pam | patricia: pat patty tricia trish | patrick: pat paddy | penelope: penny
peter: pete | philip: phil phillip | rachel: rae | raymond: ray | rebecca: becky becca | richard: rich rick ricky dick
robert: bob bobby rob robby bert | roberto: beto | rodney: rod | roger: rog | ronald: ron ronnie | rosemary: rose rosie
russell: russ | samantha: sam | samuel: sam sammy | sarah: sally sadie | sergey: seryozha serge
stanley: stan | stephen: steve steven stevie | stephanie: steph | susan: sue susie suzanne | sylvia: sylvie
terence: terry | theodore: ted teddy theo | theresa: teresa terry tess | thomas: tom tommy | timothy: tim
valerie: val | victor: vic | victoria: vicky tori | vincent: vince vinny | virginia: ginny ginger
vladimir: volodya vova | walter: walt wally | william: bill billy will willy liam | zachary: zach
"""


def _read(table: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for entry in table.replace("\n", "|").split("|"):
        full, _, short = entry.partition(":")
        for word in (full.strip(), *short.split()):
            if word:
                found.setdefault(word, set()).add(full.strip())
    return {word: frozenset(full) for word, full in found.items()}


FULL_FORMS: Final = _read(_SHORT_FORMS)
"""A first name → the full names that it may stand for, itself among them."""
