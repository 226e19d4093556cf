"""The 24 themes of findings and the phrases that show them (`domain.md` 6).

Drawn up over 55 full reports. `|` parts phrases; a phrase is whole words in any case; `*` at the end of a
word is any ending; a blank is also a hyphen; ` ... ` is up to 90 characters within a clause; a phrase that
begins with `-` is a mask: where it stands, nothing is found.
"""

THEME_PHRASES = {
    "EHC plan quality": (
        "quality ... EHC | EHC plan* ... quality | EHC plan* ... accurate* | EHC plan* ... up to date | "
        "EHC plan* ... reflect | EHC plan* ... precise* | EHC plan* ... specific | EHC plan* ... ambitio*"
        " | EHC plan* ... meaningful | EHC plan* ... consistently | EHC plan* ... contribut* | contribut*"
        " ... EHC | advice ... EHC"
    ),
    "Governance and strategy": (
        "governance | strategy | strategies | strategic | strategically | accountab* | shared vision | "
        "oversight | at pace | pace of"
    ),
    "Data and quality assurance": (
        "data | quality assur* | monitor* | measur* | evaluat* | performance information | target | targets"
    ),
    "Waiting times": ("wait | waits | waiting | waited"),
    "Transitions and adulthood": (
        "transition* | adulthood | adult services | adults' services | adult' services | post-16 | post "
        "16 | next steps | next stage"
    ),
    "Annual reviews": (
        "annual review* | review process* | review of EHC | reviews of EHC | EHC plan and review | EHC "
        "plans and review | EHC plan or review | EHC assessment and review | amended EHC | updated EHC"
    ),
    "Autism and ADHD pathways": (
        "neurodivers* | neuro-divers* | neurodevelopmental* | neuro-developmental* | neurodivergen* | "
        "neuro-divergen* | neurodisab* | autis* | ADHD | ASD | attention deficit"
    ),
    "EHC timeliness": (
        "timel* ... EHC | 20 weeks ... EHC | statutory time* ... EHC | length of time ... EHC | delay ..."
        " EHC | delays ... EHC | EHC ... timel* | EHC ... 20 weeks | EHC ... statutory time* | EHC ... "
        "length of time | EHC ... delay | EHC ... delays | timeliness and quality of needs assessments"
    ),
    "Co-production and voice": (
        "co-produc* | coproduc* | voice | voices | views | lived experience* | parent carer forum* | PCF "
        "| participation"
    ),
    "Joint commissioning": (
        "commission* | joint strategic needs | JSNA | gaps in provision | gaps in ... provision | gaps in"
        " ... service* | gaps in ... access | address gaps | address the gaps | -commissioner*"
    ),
    "Communication and local offer": (
        "communicate | communicates | communicated | communicating | communication | communications | "
        "local offer | information for families | information for parents | information to families | "
        "information to parents | signpost* | -communication needs | -communication disorder* | -speech, "
        "language and communication | -speech and communication | -language and communication"
    ),
    "Mental health": (
        "CAMHS | mental health | emotional health | emotional well-being | emotional wellbeing | "
        "emotional and mental | SEMH"
    ),
    "Therapies": (
        "speech and language | speech, language | speech and communication | speech language | SLT | SLCT"
        " | SALT | occupational therap* | physiotherap* | therapy | therapies | therapist | therapists"
    ),
    "Support while waiting": (
        "while they wait* | while waiting | while they are wait* | while children and young people ... "
        "wait* | support* ... awaiting | support* ... waiting | support* ... wait | support* ... waits | "
        "waiting well"
    ),
    "Attendance and exclusion": (
        "attendance | absence | absent | suspen* | exclusion | exclusions | excluded | missing education "
        "| out of school | out of education | part-time timetable* | reduced timetable* | not on a school"
        " roll | home educat*"
    ),
    "Alternative provision": (
        "alternative provision* | AP | EOTAS | otherwise than at school | otherwise than in school"
    ),
    "Mainstream inclusion": (
        "graduated approach | graduated response | ordinarily available | mainstream school* | mainstream"
        " setting* | inclusion | SEN support | SEND support | SENCo*"
    ),
    "Early identification": (
        "early years | early identif* | identif* ... early | identif* ... earlier | identif* ... earliest"
        " | earliest opportunity | earliest point | earliest age | earliest stage | earliest years | "
        "early help"
    ),
    "Social care and short breaks": (
        "social care needs | social care contribut* | social care advice | social care assessment* | "
        "social care input | social care provision | social care practitioners | social care "
        "professionals | contribution* ... social care | short break* | respite | disabled children | "
        "disability team | children with disabilities | holiday club* | holiday activit* | clubs | social"
        " opportunities | leisure | Care Act"
    ),
    "Sufficiency of places": (
        "sufficiency | sufficient provision | sufficient places | sufficient capacity | sufficient "
        "suitable provision | sufficient suitable places | specialist place* | special school place* | "
        "special school provision | capacity issues | suitable placement* | specialist placement* | "
        "suitable school placement* | specialist school placement*"
    ),
    "Workforce": (
        "workforce | training | expertise | recruit* | educational psycholog* | staff* shortage* | staff*"
        " turnover | staff* capacity | -education, employment and training | -education, employment or "
        "training | -training is available locally | -employment and training | -employment or training"
    ),
    "Equipment and audiology": ("equipment | wheelchair* | audiolog* | seating"),
    "Health checks": (
        "healthy child programme | health check* | two-year | 2-year | developmental check* | "
        "developmental review* | antenatal | ante-natal | mandated"
    ),
    "Community paediatrics and nursing": (
        "paediatric* | school nurs* | community nurs* | continence | dysphagia | learning disability "
        "service* | learning disability nurs*"
    ),
}
