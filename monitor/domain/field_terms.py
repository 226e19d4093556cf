"""The words of the field: what a finding is about, and what is asked for, in the many ways it is said.

Two inspectors name one issue in different words ("SLT", "speech therapists") and two issues in the same stock
words ("improve the timeliness of"). `|` parts phrases of whole words without hyphens; `*` is any ending.
"""

SUBJECTS = {
    "EHC-plan": (
        "ehc plan* | ehc | ehcna* | statutory plan* | final plan* | draft plan* | statutory assessment*"
        " | needs assessment* | assessed for a plan | assessment for a plan | undergoing assessment | "
        "caseworker* | case officer* | child's plan | children's plans | their plans | a plan | these "
        "plans | new plans | plans issued | whether to issue a plan | issue a plan | refuse to assess |"
        " statutory process | plan process | plan co ordinator* | plan writers | request for assessment"
        " | requests for assessment"
    ),
    "plan-writing": (
        "quality of ehc plan* | quality of new ehc | quality of plans | precise* | precision | vague | "
        "specif* | quantif* | accurate* | well written | poorly written | written into | plain language"
        " | jargon | sections of ehc | sections of plans | section f | standard of ehc | describe the "
        "child | describes | described | describing | sets out what | say exactly | set out in ehc | "
        "drafting | golden thread | writing ehc plan* | good standard | aspiration* | ambitious | "
        "measurable outcomes | outcomes written | outcomes in ehc | outcomes set | drawn up by | uneven"
        " quality | generic | holistic | child's voice | template* | well drafted | easy to follow | "
        "smart | bespoke | copied | cut and paste"
    ),
    "out-of-date-plans": (
        "out of date | up to date | older plans | older ehc | years old | written before | current "
        "needs | old plans | not been updated | outdated | no longer reflect* | stale plans | historic "
        "plans"
    ),
    "professional-advice": (
        "advice | contribut* | professional reports | practitioners contribute | single line | input "
        "from | reports from professionals | information gathered | advice giver* | the input that | "
        "input into plans | give to plans | specialist reports | reports for ehc | reports from | "
        "written advice | evidence from professionals | professional input"
    ),
    "plan-timeliness": (
        "20 weeks | 20 week | twenty weeks | twenty week | statutory timescale* | statutory time* | "
        "legal timescale* | legal deadline* | statutory deadline* | legal limit* | statutory limit* | "
        "five months | the law requires | required by law | timeliness of ehc | timeliness of new ehc |"
        " timeliness of assess* | timely ehc | late plans | plans on time | finalis* | plans issued | "
        "new requests | within the time | complete* ehc needs | issue plans | issue ehc plans | issues "
        "plans | issue new ehc | issued within | plans are issued | plan is issued | time limit* | "
        "legal time | statutory period | in the time allowed | by the deadline | miss the legal | "
        "missed deadlines | late decisions"
    ),
    "annual-review": (
        "annual review* | yearly review* | reviews of ehc | review of ehc | review meeting* | reviewed "
        "each year | reviewed every year | reviewed annually | overdue review* | reviews that are "
        "overdue | review backlog | take place each year | amended plan* | amend ehc* | amend plan* | "
        "amended promptly | amendments | updated plan* | plans are updated | review process* | interim "
        "review* | yearly meeting* | nobody has reviewed | looked at for | not been reviewed | "
        "reviewing ehc | reviews and amend* | plans are amended | ehc plans are amended | ehc plan is "
        "amended | ehc plans are updated | amended ehc | yearly review | reviewed in time | review them"
        " | reviews held | reviews are late | reviews take place | emergency review* | reviews for "
        "children | year on year review*"
    ),
    "speech-therapy": (
        "speech and language | speech language | slt | salt | slct | speech therap* | speech therapist*"
        " | communication needs | communication difficult* | language therap* | speech needs | language"
        " skills | language needs | talk | talking and understanding | communicate verbally | speech "
        "clinic* | language groups | stammer*"
    ),
    "occupational-therapy": (
        "occupational therap* | ot | sensory need* | sensory processing | sensory integration | motor "
        "skills | sensory assessment* | fine motor"
    ),
    "physiotherapy": ("physiotherap* | physio"),
    "therapy": ("therapy | therapies | therapist | therapists"),
    "neurodevelopmental": (
        "neurodevelopmental* | neuro developmental* | neurodivers* | neuro divers* | neurodivergen* | "
        "neuro divergen* | autis* | adhd | asd | asc | attention deficit | neurodisab* | diagnostic "
        "pathway* | diagnos* | nd pathway | nd assess* | tourette* | dyspraxia | sleep clinic* | "
        "melatonin"
    ),
    "mental-health": (
        "mental health | mentally | mental illness | camhs | cypmhs | child and adolescent | emotional*"
        " | semh | anxi* | wellbeing | well being | self harm | psychiatr* | counsel* | distress* | low"
        " mood | in crisis | crisis care | eating disorder* | resilien* | suicid* | psychiatry | "
        "psychiatric | psychotherap* | therapeutic support | trauma* | wellbeing practitioner* | mental"
        " ill health | depress* | emotional regulation"
    ),
    "paediatric": (
        "community paediatric* | paediatrician* | paediatric clinic* | paediatric appointment* | "
        "paediatric assessment* | developmental concern* | medical capacity | child development centre*"
        " | community child health | community doctor* | consultant clinic* | child health doctor*"
    ),
    "community-nursing": (
        "community nurs* | children's nurs* | school nurs* | special school nurs* | nursing | nurse | "
        "nurses | epilep* | diabet* | medical needs | medication | complex medical | medical condition*"
        " | healthcare plan* | health care plans | tube fe* | catheter* | nursing team* | complex "
        "health needs | clinical training for schools | seizure* | asthma"
    ),
    "continence": (
        "continence | toilet* | incontinen* | bladder | bowel | nappies | pads | wetting | soiling"
    ),
    "dysphagia": (
        "dysphagia | swallow* | eating and drinking | choking | food textures | feeding difficult* | "
        "safe to eat"
    ),
    "learning-disability-service": (
        "learning disability service* | learning disabilities service* | learning disability nurs* | "
        "learning disability team* | positive behaviour support | behaviour that challenges | "
        "challenging behaviour"
    ),
    "equipment": (
        "equipment | wheelchair* | standing frame* | seating | postural | posture | mobility | hoist* |"
        " orthotic* | splint* | walking frame* | walking aid* | walker* | specialist chair* | chairs | "
        "communication aid* | adaptations | powered chair* | bath seats | car seat* | loan store | "
        "fitted | repairs"
    ),
    "hearing": (
        "hearing | audiolog* | deaf* | hearing aid* | hearing loss | ear | teacher* of the deaf | cochlear"
    ),
    "vision": (
        "visual impairment* | visually impaired | vision impairment* | blind | braille | sensory "
        "impairment* | sight"
    ),
    "health-check": (
        "annual health check* | health check* | yearly check* | yearly health | annual check* | check "
        "up* | learning disability register* | disability register* | gp register* | gp | gps | surgery"
        " | surgeries | primary care | yearly health check* | physical health check* | learning "
        "disability check*"
    ),
    "health-visiting": (
        "health visit* | two year | two and a half | two year review* | two to two and a half | 2 year "
        "| healthy child | mandated | developmental review* | developmental check* | antenatal | ante "
        "natal | new birth | newborn | toddler* | expectant | midwi* | pregnan* | babies | baby | one "
        "year | ages and stages | infant* | public health | mother* | early checks | two year check* | "
        "two year old check* | developmental milestone*"
    ),
    "short-break": (
        "short break* | respite | overnight | a break from caring | breaks for families | break from | "
        "carers' break* | rest for | holiday activit* | day activities | direct payment* | weekends "
        "away | time off from caring | exhausted | break from their caring | holiday provision | "
        "sitting service* | sitters | night* away | residential breaks"
    ),
    "clubs-and-leisure": (
        "club | clubs | leisure | after school | friends | friendship* | social opportunit* | sport* | "
        "play schemes | playscheme* | out of school activit* | activities | life of their community | "
        "evenings and weekends | holidays | social life | swimming | fun | recreation* | hobbies | out "
        "of school clubs | play scheme | isolated | lonely"
    ),
    "social-care": (
        "social care needs | social care assess* | social care section* | social care advice | social "
        "care contribut* | social care information | social work* | care section* | children with "
        "disabilities team | disabled children's team | child in need | care act | open case | early "
        "help assess* | known to social | children's social care | social worker* | children's services"
        " | child protection | care package* | personal assistant*"
    ),
    "special-school-places": (
        "specialist place* | special school place* | special school provision | special schools | "
        "placement* | resourced | resource base* | specialist unit* | special unit* | places for | "
        "school places | are full | specialist provision | too few places | suitable school | suitable "
        "setting* | specialist setting* | place planning | more places | special school seats | nothing"
        " suitable nearby | places in special | specialist schools | new special school | resource "
        "provision | appropriate placement* | suitable local | free school | additionally resourced"
    ),
    "out-of-area": (
        "out of area | outside the area | outside the local area | residential | far from home | far "
        "away | closer to home | close to home | nearer home | long distances | at a distance | "
        "independent schools | independent special | independent non maintained | other areas | distant"
        " | long way from | miles from | outside the county | outside the borough | outside the city | "
        "nothing suitable nearby | placed away | travel long | away from home | boarding"
    ),
    "alternative-provision": (
        "alternative provision | ap | alternative provider* | alternative placement* | eotas | "
        "otherwise than | unregistered | tuition | tutor* | pupil referral | pru | prus | hospital "
        "school* | off site provision | unregulated | alternative education | home tuition | hospital "
        "education"
    ),
    "attendance": (
        "attendance | absence* | absent | attend school | missing school | miss school | not attending "
        "| persistently | severely absent | school refus* | emotionally based | ebsa | do not attend | "
        "truan* | days missed | lost learning | regular schooling | full time schooling | not going to "
        "school | school avoid* | anxiety about school"
    ),
    "part-time-timetable": (
        "part time | reduced timetable* | part of the week | reduced hours | full time education | "
        "shortened day* | fewer hours | partial timetable* | limited timetable* | only in class | few "
        "hours a day | few hours a week | half days | not in full time"
    ),
    "exclusion": (
        "suspen* | exclusion* | excluded | permanently exclud* | excluding | sent home | off roll* | "
        "managed move* | expel* | expulsion* | banned | removed from class | isolation booths | removed"
        " from school"
    ),
    "missing-education": (
        "missing education | out of school | without a school | not on a school roll | no school place "
        "| missing out on education | children missing | not in education | out of education | without "
        "education | not in school | off roll | without any education | waiting for a school place | no"
        " education | not receiving education | unplaced | lost to view"
    ),
    "home-education": ("home educat* | educated at home | elective home"),
    "mainstream": (
        "mainstream | inclusive | inclusion | inclusively | ordinary school* | all schools | every "
        "school | which school | inclusive practice | ordinary classrooms | welcoming schools | local "
        "school"
    ),
    "graduated-approach": (
        "graduated | sen support | send support | assess plan do | before a statutory plan | without "
        "needing an ehc | without an ehc | without a plan | below the level | senco* | sendco* | do not"
        " have an ehc | first concerns | prior to | special needs co ordinator* | special educational "
        "needs co* | additional needs in school | school based help | assess plan do review | support "
        "in class | early support in school | teaching assistants"
    ),
    "ordinarily-available": (
        "ordinarily available | own resources | expected to offer | expected to provide | ought to "
        "provide | what all schools | expectations of schools | every classroom | reasonable "
        "adjustment* | universal offer | quality first | baseline offer | inclusion charter | core "
        "offer | standard offer | what schools should | baseline expectations | high quality teaching |"
        " universal provision"
    ),
    "early-identification": (
        "early identif* | earliest opportunit* | earliest point | earliest stage | early years | "
        "nurser* | childminder* | youngest | pre school* | preschool* | under five* | before the age of"
        " five | start school | begin school | starting school | start of school | noticed | spotted | "
        "spot | early intervention | early help | family hub* | reception | early identification | "
        "identify needs early | identified early | identified earlier | needs are identified | "
        "identified at the earliest | identify the needs of the youngest | recognise additional needs |"
        " recognise needs | picked up late | picked up early | spot signs | screen* | portage | start "
        "in reception | child minders | early signs | undetected | unnoticed"
    ),
    "transition-to-adult-health": (
        "adult health | adults' health | adult hospital* | adult clinic* | adult physical | adult "
        "medical | transfer of care | paediatric and adult | clinician who | clinicians who | adult "
        "health teams | adult mental health | adult community health | discharge* patients | no adult "
        "team | adult team* | children's hospital | adult consultant* | age out of | paediatric "
        "services end | children's health services | adults' health services"
    ),
    "transition-to-adult-care": (
        "adult social care | adults' social care | adult care | adults' team* | children's and adults |"
        " adult services | adults' services | eighteenth birthday | turn 18 | turning 18 | at 18 | "
        "after 18 | age of 18 | reach 18 | become adults | care after | when they become adults | adult"
        " services team* | young adults"
    ),
    "phase-transfer": (
        "primary to secondary | phase transfer* | key stage | year 6 | year 7 | change school* | "
        "changing school* | move to secondary | moving school* | moves school | between schools | new "
        "school | next school | next phase | transition point* | nursery into | into reception | "
        "primary school to | moving on to secondary | start secondary | next stage of school | move "
        "between schools | move up to | changing phase | transfer to secondary | end of primary | start"
        " of secondary"
    ),
    "preparation-for-adulthood": (
        "preparation for adulthood | preparing for adulthood | preparation for adult life | pathways to"
        " adulthood | year 9 | age of 14 | independent living | live independently | independence | "
        "post 16 | college* | further education | next steps | home of their own | life skills | "
        "community life | adult life | plan for work | prepared for adulthood | prepare for adulthood |"
        " prepare young people | prepared for adult life | prepares young people | school leaver* | "
        "leaving school | vocational | courses at college | sixth form | housing | supported living | "
        "travel training | beyond school | life after school"
    ),
    "employment": (
        "employ* | supported internship* | internship* | apprentice* | work experience | jobs | neet | "
        "paid work | career* | job | world of work | workplace* | traineeship* | find work | in work | "
        "workplace | supported employment | volunteering | vocational"
    ),
    "transition": ("transition | transitions | transfer* | moving from | handover*"),
    "governance": (
        "governance | accountab* | held to account | board | lines of accountability | executive group "
        "| scrutin* | challenged partners | challenge each other | answers for | answer for | terms of "
        "reference | who is accountable | strategic oversight | oversight at the most senior | "
        "leadership arrangements | senior leaders | partnership board | improvement board | decision "
        "making | hold partners to account | hold each other to account | hold leaders to account | "
        "hold services to account | called to account | hold them to account | strategic group | "
        "decisions taken | followed through | terms | leaders' oversight | steering group | executive |"
        " political oversight | accountable | programme board | transparent decision*"
    ),
    "strategy": (
        "strategy | strategies | strategic priorit* | vision | shared ambition | agreed ambition | "
        "ambition for | common priorities | clear priorities | priorities | common aims | strategic "
        "plan* | shared plan* | direction | shared purpose | one plan | joint plan | shared "
        "understanding of priorities | shared goals | agreed direction | strategic approach to send | "
        "single plan | common purpose | strategic intent | strategic planning"
    ),
    "improvement-plan": (
        "improvement plan* | action plan* | agreed actions | actions agreed | actions slip | milestones"
        " | pace of improvement | recovery plan | delivery plan* | implementation of"
    ),
    "data": (
        "data | dataset* | dashboard* | information systems | shared information | information sharing "
        "| share* information | analys* | intelligence | performance information | reliable information"
        " | information about children | information on its | trends | figures | statistics | separate "
        "systems | database* | record of | records | numbers | tracking data | management information |"
        " data sharing | information about need* | what the figures"
    ),
    "impact-evaluation": (
        "evaluat* | impact | measure* | self evaluation | difference made | what difference | what has "
        "changed | made a difference | success measure* | measures of success | targets | success "
        "criteria | what works | are working | has made life | meant for | measure the impact | "
        "measuring the impact | whether it works | outcomes for children are measured | improvement is "
        "measured | evidence of impact | know whether | making a difference"
    ),
    "quality-assurance": (
        "quality assur* | audit* | moderat* | sampling | dip sampl* | checking by managers | managers "
        "should check | quality check* | panels check* | quality checks | quality assure | scrutinise "
        "plans | file audits"
    ),
    "commissioning": (
        "commission | commissioning | commissioned | commissions | jointly commission* | procure* | "
        "contract* | buy services | buy and pay | specification* | pooled | buying | specify | tender* "
        "| purchase | service contracts | services bought | joint funding of services"
    ),
    "JSNA": (
        "joint strategic needs | jsna | needs analysis | foresee | future need* | future demand | "
        "forecast* | projected | predict* | population | which services will be needed | project how "
        "many | will be required | five years' time | needs of the population | future numbers | trends"
        " in need"
    ),
    "joint-funding": (
        "joint funding | jointly fund* | who pays | pays for what | paying | tripartite | funding "
        "decision* | over money | continuing care | funding panel* | funding | fund | budget* | pay for"
        " | fund jointly | split the cost | share costs | shared budget* | pooled budget* | financial "
        "responsib*"
    ),
    "local-offer": (
        "local offer | website* | online | web page* | web site* | directory | signpost* | information "
        "for families | information for parents | broken links | where to go for help | where to turn |"
        " what is available | find what they need | find out about | publicis* | what help there is | "
        "directory of services | web page | information hub | guide to services | leaflets | helpline |"
        " find information | single place to look"
    ),
    "talking-with-families": (
        "calls | emails | messages | phone* | telephone | informed | communicat* with parents | "
        "communicat* with families | communication with parents | communication with families | "
        "communication with | chase | reply | replies | answer calls | answer messages | point of "
        "contact | named contact | keep families | told families | tell families | tell parents | "
        "families told | news of | updates | in touch | respond to parents | correspondence | contact "
        "with families | kept in the dark | not told | unanswered | returned calls | helpline | respond"
        " to families | told why | explain to parents | explained to families | lines of communication"
    ),
    "co-production": (
        "co produc* | coproduc* | parent carer forum* | pcf | forum | lived experience* | equal "
        "partner* | shape services | shape decisions | shaping | designing services | design of "
        "services | participat* | before they are asked | part in designing | have a say | consult* | "
        "work with parents | feedback from families | voice of parents | parents' voice* | strategic "
        "level | involve parents | involving parents | parents and carers in | parents have a part | co"
        " design* | designed with families | tokenistic | consulted | family representatives | shape "
        "the | decide together | partnership with parents | parent representatives | worked with "
        "parents"
    ),
    "youth-voice": (
        "youth forum | youth council | youth voice | voice of children | voices of children | voice of "
        "young | voices of young | children's views | young people's views | views of children | views "
        "of young | children's voice* | young people's voice* | shape strategic decisions | in their "
        "own words | group of young people | asked what they think | listened to | asked for their "
        "views | ambassadors | young advisors | advisory group of young | youth board"
    ),
    "disputes": (
        "complain* | dispute* | mediation | tribunal* | appeal* | disagreement* | refus* an assessment "
        "| refuse to assess | refusal* | go to court | legal challenge* | disputes resolution | "
        "contested | tribunals"
    ),
    "workforce": (
        "recruit* | vacanc* | retention | retain* | turnover | staffing | staff shortage* | shortage of"
        " staff | shortage of | enough staff | workforce | more staff | unfilled | agency staff | posts"
        " | keep staff | shortages | locum* | unfilled posts | staff leave | capacity in the workforce "
        "| recruiting | hard to fill | workload*"
    ),
    "educational-psychology": ("educational psycholog* | psycholog*"),
    "training": (
        "train | trains | training | trained | skills | expertise | professional development | "
        "confidence of staff | understanding of staff | knowledge of | skilled | skilful | upskill* | "
        "staff understand | teachers understand | understand autistic | understand their pupils | "
        "understanding of send | professional learning | guidance they get | courses for staff | "
        "upskilling | coaching | staff know how | development for staff"
    ),
    "transport": ("transport | taxi* | journey* | home to school"),
    "children-in-care": (
        "children in care | in care | looked after | children's homes | care leaver* | care experienced"
        " | cared for | foster* | children who are looked after | virtual school"
    ),
    "youth-justice": ("youth justice | youth offending | custody"),
    "carers": ("young carer* | foster carer* | siblings"),
    "support-while-waiting": (
        "while they wait | while waiting | while families wait | waiting well | left without help | "
        "until they are seen | before they are seen | interim support | in the meantime | before an "
        "appointment | before a first appointment | between referral and | still waiting | those "
        "waiting | nothing is offered | pre diagnos* | support while | help while | support for those "
        "waiting | support for families waiting | waiting for assessment | waiting for assessments | "
        "straight away | before diagnosis | without a diagnosis | list for | on waiting lists | whilst "
        "waiting | whilst they wait | waiting families | in the interim | pending assessment"
    ),
    "childcare": ("free nursery hours | childcare | nursery hours | free hours"),
}

ASKS = {
    "time": (
        "wait | waits | waiting | waited | waiting list* | waiting time* | backlog* | delay* | queue* |"
        " long time | too long | length of time | slow* | sooner | prompt* | quick* | timely | "
        "timeliness | late | weeks | months | first appointment* | reasonable period | oversubscribed |"
        " on time | speed* | clear late | shorten* | takes | over a year | more than a year | years in "
        "| long queues | longer than | regularly miss | more quickly | swift* | overdue | months to | "
        "years to | urgent appointments | more appointments | rarely on time"
    ),
    "quality": ("quality | standard* | high quality | poor | better plans"),
    "consistency": (
        "consisten* | inconsisten* | everywhere | across the area | postcode | depends on | equitable |"
        " fair | varies | uneven | more inclusive than others | differs | patchy | variab* | equal | "
        "same everywhere | common"
    ),
    "amount": (
        "enough | range | number of | sufficien* | additional | increase* | extend* | expand* | "
        "shortage* | too few | more places | capacity | availab* | more local | build more | widen* | "
        "little respite | offer more | open more | scarce | rarely granted | not enough | there is "
        "nothing | open up | shortage of | limited | choice of"
    ),
    "oversight": (
        "oversight | oversee* | monitor* | checks | check on | check that | track* | visit them | "
        "visits | how good | know where | know which | keep track | assure themselves | keeps a record "
        "| keep a record | must know who | supervis* | regularly review | line of sight"
    ),
    "uptake": (
        "uptake | proportion | invite* | take up | coverage | reach | miss too many | fewer than half"
    ),
    "knowing": (
        "understand* | publish* | aware* | accessib* | easy to | easier to | find out | well known | "
        "widely known | better known"
    ),
    "money": ("fund* | pay | pays | paying | cost* | money | resourc*"),
    "people": ("recruit* | vacanc* | retain | unfilled | posts | staff"),
}
