"""How common each word and each subject is in the reports of 2023 to 2025, counted once and kept.

`tests/replay/count_archive.py` counts them anew when the terms change. A line is a term with the paragraphs
it stands in, or a stem with its paragraphs and, in per cent of them, the subjects it mostly stands beside.

They are text here and no file of `monitor/data`, since the domain reads none: handed in, they would have to
go through every service and command that compares, and through the cache of what findings are about. Nothing
of them is parsed before the first comparison.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Archive:
    """In how many of the paragraphs each term and stem stands; `beside`: the subjects beside a stem."""

    paragraphs: int
    terms: Mapping[str, int]
    stems: Mapping[str, int]
    beside: Mapping[str, Mapping[str, float]]


@cache
def archive() -> Archive:
    """Give the counts."""
    total, terms, stems, beside = 0, {}, {}, {}
    for line in COUNTS.splitlines():
        match line.split():
            case ["paragraphs", number]:
                total = int(number)
            case ["term", term, number]:
                terms[term] = int(number)
            case ["stem", stem, number, *others]:
                stems[stem] = int(number)
                shares = (other.split("=") for other in others)
                beside[stem] = {term: int(share) / 100 for term, share in shares}
    return Archive(total, terms, stems, beside)


COUNTS = """\
paragraphs 1100
term EHC-plan 198
term JSNA 11
term alternative-provision 82
term amount 376
term annual-review 61
term attendance 51
term carers 2
term childcare 1
term children-in-care 33
term clubs-and-leisure 46
term co-production 137
term commissioning 116
term community-nursing 35
term consistency 133
term continence 3
term data 87
term disputes 7
term dysphagia 1
term early-identification 161
term educational-psychology 19
term employment 59
term equipment 20
term exclusion 51
term governance 64
term graduated-approach 33
term health-check 13
term health-visiting 34
term hearing 6
term home-education 11
term impact-evaluation 150
term improvement-plan 24
term joint-funding 18
term knowing 159
term learning-disability-service 4
term local-offer 40
term mainstream 68
term mental-health 125
term missing-education 27
term money 52
term neurodevelopmental 124
term occupational-therapy 26
term ordinarily-available 3
term out-of-area 29
term out-of-date-plans 47
term oversight 141
term paediatric 18
term part-time-timetable 14
term people 50
term phase-transfer 17
term physiotherapy 14
term plan-timeliness 30
term plan-writing 87
term preparation-for-adulthood 128
term professional-advice 140
term quality 146
term quality-assurance 30
term short-break 31
term social-care 93
term special-school-places 113
term speech-therapy 77
term strategy 132
term support-while-waiting 60
term talking-with-families 29
term therapy 87
term time 380
term training 138
term transition 77
term transition-to-adult-care 38
term transition-to-adult-health 11
term transport 13
term uptake 33
term vision 4
term workforce 31
term youth-justice 6
term youth-voice 51
stem ability 20 professional-advice=30 governance=15 plan-writing=15
stem able 35 mental-health=25 data=14 clubs-and-leisure=11
stem abov 5 commissioning=20 data=20 neurodevelopmental=20
stem absenc 6 attendance=83 exclusion=16 impact-evaluation=16
stem absent 3 attendance=66 EHC-plan=33
stem academic 7 attendance=42 exclusion=14 mainstream=14
stem accelerat 7 EHC-plan=28 annual-review=14 data=14
stem acces 198 neurodevelopmental=23 therapy=16 clubs-and-leisure=12
stem access 26 mental-health=23 neurodevelopmental=19 special-school-places=19
stem accessibility 3 co-production=66 local-offer=33 youth-voice=33
stem accessibl 22 professional-advice=31 co-production=22 local-offer=18
stem accommod 4 preparation-for-adulthood=75 transition-to-adult-care=25
stem accord 4 mental-health=25 professional-advice=25
stem account 7 training=28 mainstream=14 mental-health=14
stem accountability 6 governance=83 impact-evaluation=33 strategy=16
stem accredit 3 impact-evaluation=33
stem accuracy 5 impact-evaluation=60 EHC-plan=40 plan-timeliness=40
stem accurat 77 EHC-plan=41 plan-writing=41 annual-review=12
stem achiev 33 preparation-for-adulthood=24 transition=15 attendance=9
stem acknowledg 6 training=33 plan-writing=16 strategy=16
stem acted 9 co-production=22 preparation-for-adulthood=22 annual-review=11
stem activ 18 co-production=55 clubs-and-leisure=22 youth-voice=22
stem activit 33 clubs-and-leisure=96 co-production=24 short-break=24
stem acut 4 mental-health=50 data=25
stem adapt 10 equipment=20 impact-evaluation=20 clubs-and-leisure=10
stem added 3 EHC-plan=33 neurodevelopmental=33
stem addition 19 professional-advice=42 early-identification=26 therapy=26
stem additional 61 training=24 joint-funding=9 phase-transfer=6
stem address 14 mental-health=28 support-while-waiting=14 joint-funding=7
stem adequat 4 EHC-plan=50 special-school-places=50 commissioning=25
stem adhd 22 neurodevelopmental=95 support-while-waiting=27 mental-health=22
stem adjust 3 health-check=33 ordinarily-available=33
stem admission 17 mental-health=23 neurodevelopmental=23 alternative-provision=17
stem adolescent 22 mental-health=90 neurodevelopmental=27 support-while-waiting=18
stem adult 52 transition-to-adult-care=69 transition=59 preparation-for-adulthood=44
stem adulthood 64 preparation-for-adulthood=76 transition=43 transition-to-adult-care=25
stem advic 88 professional-advice=98 early-identification=28 training=28
stem advis 3
stem adviser 5 EHC-plan=20 early-identification=20 strategy=20
stem advisory 7 co-production=42 early-identification=42 training=42
stem advocat 6 early-identification=33 co-production=16 mainstream=16
stem affect 7 equipment=28 impact-evaluation=14 mental-health=14
stem against 3 strategy=33
stem age 23 neurodevelopmental=30 employment=13 clubs-and-leisure=8
stem aged 23 alternative-provision=30 neurodevelopmental=21 special-school-places=17
stem agenc 22 EHC-plan=36 plan-writing=31 annual-review=22
stem agency 64 social-care=28 transition=12 children-in-care=6
stem ages 4 preparation-for-adulthood=50 early-identification=25 transition=25
stem agre 19 impact-evaluation=26 strategy=26 commissioning=21
stem agree 3
stem aims 6 co-production=33 preparation-for-adulthood=33 alternative-provision=16
stem allianc 3
stem allocat 8 impact-evaluation=37 EHC-plan=25 social-care=25
stem allow 7 early-identification=28 professional-advice=28 neurodevelopmental=14
stem alongsid 14 early-identification=28 improvement-plan=21 attendance=14
stem already 5 training=20
stem alternativ 35 alternative-provision=82 commissioning=42 special-school-places=34
stem although 48 impact-evaluation=29 mental-health=22 neurodevelopmental=22
stem alway 53 EHC-plan=41 professional-advice=28 plan-writing=22
stem ambition 17 strategy=41 preparation-for-adulthood=17 youth-voice=17
stem ambitiou 25 strategy=40 impact-evaluation=32 plan-writing=12
stem amend 14 EHC-plan=85 annual-review=85 out-of-date-plans=50
stem analys 8 data=87 impact-evaluation=50 JSNA=12
stem analysi 3 data=66 impact-evaluation=66 therapy=33
stem annual 55 annual-review=83 EHC-plan=76 plan-writing=41
stem another 5 transition=60 data=20 out-of-date-plans=20
stem ante 6 health-visiting=83 early-identification=33
stem antenatal 3 health-visiting=66 early-identification=33
stem anxiety 4 mental-health=75 transition=50 impact-evaluation=25
stem apparent 3 special-school-places=33 training=33
stem appl 5 graduated-approach=40 impact-evaluation=40 early-identification=20
stem applic 5 EHC-plan=80 professional-advice=60 out-of-date-plans=20
stem apply 4 EHC-plan=25 early-identification=25 graduated-approach=25
stem appoint 12 early-identification=41 therapy=41 speech-therapy=25
stem appreciat 9 professional-advice=33 training=33 community-nursing=11
stem approach 89 mainstream=12 graduated-approach=7 educational-psychology=4
stem appropriat 107 attendance=8 missing-education=7 out-of-area=4
stem around 36 social-care=16 health-visiting=5 home-education=5
stem arriv 7 alternative-provision=42 special-school-places=28 impact-evaluation=14
stem asd 8 neurodevelopmental=87 mental-health=37 speech-therapy=12
stem asked 3 EHC-plan=66 plan-writing=66
stem aspect 14 mental-health=28 impact-evaluation=21 strategy=21
stem aspir 29 EHC-plan=41 plan-writing=41 preparation-for-adulthood=34
stem asses 16 therapy=18 annual-review=12 occupational-therapy=12
stem assess 227 neurodevelopmental=29 therapy=18 speech-therapy=16
stem assistant 10 social-care=80 short-break=50 clubs-and-leisure=30
stem assur 6 co-production=16 data=16 impact-evaluation=16
stem assuranc 32 quality-assurance=81 EHC-plan=53 plan-writing=28
stem attend 60 attendance=28 alternative-provision=20 mainstream=13
stem attendanc 30 attendance=96 exclusion=36 mainstream=20
stem attention 22 neurodevelopmental=68 support-while-waiting=18 community-nursing=13
stem autism 46 neurodevelopmental=97 support-while-waiting=26 mental-health=23
stem availability 9 early-identification=33 co-production=22 commissioning=22
stem availabl 80 alternative-provision=15 support-while-waiting=12 employment=10
stem averag 6 neurodevelopmental=16 support-while-waiting=16 training=16
stem avoid 8 alternative-provision=25 mental-health=25 exclusion=12
stem avoidanc 4 attendance=75 mental-health=75 co-production=25
stem await 8 neurodevelopmental=50 special-school-places=25 speech-therapy=12
stem awar 27 impact-evaluation=25 commissioning=22 employment=14
stem awarenes 5 mental-health=20 training=20
stem away 6 alternative-provision=16 children-in-care=16 preparation-for-adulthood=16
stem babi 3 health-visiting=66 early-identification=33
stem back 12 alternative-provision=41 mainstream=25 mental-health=25
stem barrier 15 attendance=6 clubs-and-leisure=6
stem base 6 special-school-places=50 early-identification=33 mainstream=33
stem based 20 mental-health=40 co-production=30 attendance=20
stem becom 12 special-school-places=33 support-while-waiting=33 preparation-for-adulthood=25
stem begin 3 transition=33
stem beginn 8 impact-evaluation=50 employment=12 neurodevelopmental=12
stem behaviour 9 exclusion=22 mainstream=22 attendance=11
stem believ 3 co-production=66 EHC-plan=33 plan-writing=33
stem belong 4 alternative-provision=25 co-production=25 strategy=25
stem benefit 85 health-visiting=9 transition-to-adult-care=8 children-in-care=5
stem bespok 11 training=36 commissioning=27 mental-health=18
stem best 28 co-production=21 alternative-provision=17 special-school-places=17
stem better 42 strategy=23 plan-writing=19 annual-review=9
stem between 55 transition=23 phase-transfer=12 transition-to-adult-care=7
stem beyond 4 preparation-for-adulthood=50 strategy=25 training=25
stem birth 5 early-identification=20 strategy=20 training=20
stem birthday 4 transition=75 transition-to-adult-care=75 social-care=25
stem break 28 short-break=92 clubs-and-leisure=28 social-care=28
stem breakdown 7 special-school-places=57 mental-health=14 missing-education=14
stem bring 12 data=16 transition=16 annual-review=8
stem broad 9 clubs-and-leisure=33 employment=22 preparation-for-adulthood=22
stem brought 4
stem build 7 early-identification=28 training=14
stem camh 23 mental-health=95 neurodevelopmental=39 speech-therapy=21
stem cannot 12 data=33 impact-evaluation=25 alternative-provision=8
stem capacity 32 commissioning=21 therapy=15 physiotherapy=9
stem captur 19 EHC-plan=57 plan-writing=42 professional-advice=26
stem career 9 employment=88 preparation-for-adulthood=55 professional-advice=55
stem careful 13 EHC-plan=30 commissioning=15 plan-writing=15
stem carer 41 co-production=85 professional-advice=24 strategy=24
stem case 33 out-of-date-plans=9 support-while-waiting=9 transition-to-adult-care=6
stem cater 3 EHC-plan=33 mainstream=33 mental-health=33
stem caus 14 social-care=28 mental-health=21 plan-writing=21
stem centr 22 governance=13 therapy=13 improvement-plan=9
stem central 6 co-production=33
stem challeng 44 governance=22 workforce=11 graduated-approach=4
stem champion 3 co-production=66 mainstream=66 exclusion=33
stem chang 56 transition=16 annual-review=12 out-of-date-plans=10
stem charter 3 co-production=66
stem check 23 early-identification=26 health-check=26 health-visiting=26
stem circumstanc 4 impact-evaluation=25 neurodevelopmental=25
stem clarity 6 EHC-plan=33 impact-evaluation=16 mental-health=16
stem clear 78 plan-writing=16 improvement-plan=6 graduated-approach=5
stem clinic 10 neurodevelopmental=30 therapy=30 mental-health=20
stem clinical 14 mental-health=21 therapy=21 commissioning=14
stem clinician 3 early-identification=33 professional-advice=33
stem clos 36 special-school-places=27 alternative-provision=16 exclusion=16
stem club 15 clubs-and-leisure=93 mainstream=6 short-break=6
stem coherent 5 co-production=20
stem cohort 4 EHC-plan=25
stem collabor 8 co-production=12 governance=12
stem collaborat 9 data=11 local-offer=11
stem collaborativ 18 children-in-care=11 local-offer=11 mainstream=11
stem colleagu 3
stem collect 3 data=33
stem colleg 16 preparation-for-adulthood=93 employment=18 clubs-and-leisure=12
stem combin 3 strategy=33
stem come 3 mental-health=33 preparation-for-adulthood=33 special-school-places=33
stem commission 113 commissioning=99 special-school-places=31 alternative-provision=30
stem commissioner 8 neurodevelopmental=37 commissioning=12 community-nursing=12
stem commit 15 governance=20 training=20 graduated-approach=6
stem committ 18 co-production=33 strategy=27 commissioning=16
stem common 4 EHC-plan=25
stem communic 47 training=29 speech-therapy=27 youth-voice=12
stem communicat 19 strategy=21 clubs-and-leisure=10 children-in-care=5
stem communit 20 clubs-and-leisure=25 preparation-for-adulthood=25 co-production=20
stem community 51 clubs-and-leisure=29 neurodevelopmental=21 paediatric=15
stem complet 41 EHC-plan=48 professional-advice=26 plan-timeliness=24
stem completion 6 EHC-plan=33 annual-review=33 impact-evaluation=16
stem complex 54 social-care=22 community-nursing=16 clubs-and-leisure=9
stem complicat 5 commissioning=20 joint-funding=20 missing-education=20
stem comprehensiv 23 strategy=26 commissioning=17 special-school-places=17
stem concern 30 mental-health=30 professional-advice=23 special-school-places=20
stem condition 4 mental-health=25 support-while-waiting=25
stem confidenc 11 preparation-for-adulthood=54 training=54 employment=27
stem confident 3 commissioning=66 co-production=33
stem confus 7 talking-with-families=28 impact-evaluation=14 transition=14
stem confusion 6 EHC-plan=33 commissioning=16 mental-health=16
stem consequenc 3 EHC-plan=33
stem consequent 33 youth-voice=9 clubs-and-leisure=6 missing-education=3
stem consider 46 social-care=23 out-of-date-plans=6 home-education=2
stem considerabl 8 EHC-plan=37 out-of-date-plans=37 plan-writing=37
stem consistency 7 professional-advice=14
stem consistent 46 plan-writing=15 exclusion=8 graduated-approach=6
stem consult 13 co-production=92 strategy=23 commissioning=15
stem contact 12 health-visiting=50 early-identification=25 workforce=8
stem contain 13 EHC-plan=69 plan-writing=46 impact-evaluation=30
stem context 3
stem continu 19 strategy=21 special-school-places=15 governance=10
stem contribut 31 professional-advice=96 EHC-plan=54 plan-writing=29
stem contribution 25 professional-advice=96 EHC-plan=68 plan-writing=48
stem coordin 4
stem coordinat 29 early-identification=27 employment=17 therapy=17
stem coordinator 7 graduated-approach=85 training=28 social-care=14
stem core 6 mental-health=83 workforce=16
stem correct 8 strategy=12
stem country 6 community-nursing=16 plan-timeliness=16 special-school-places=16
stem cours 5 early-identification=40 strategy=40 short-break=20
stem creat 27 co-production=37 strategy=29 professional-advice=25
stem creation 3
stem creativ 12 strategy=16 data=8 occupational-therapy=8
stem crisi 16 mental-health=25 neurodevelopmental=25 therapy=18
stem criteria 5 clubs-and-leisure=20 early-identification=20 preparation-for-adulthood=20
stem cultur 15 co-production=26 governance=20 strategy=20
stem current 74 out-of-date-plans=20 annual-review=16 governance=10
stem curriculum 5 alternative-provision=40 EHC-plan=20 commissioning=20
stem dashboard 3 data=66
stem data 30 data=96 strategy=36 impact-evaluation=33
stem date 22 out-of-date-plans=90 EHC-plan=81 annual-review=63
stem dco 4
stem deal 3
stem decision 57 governance=52 co-production=38 youth-voice=14
stem decreas 3 mainstream=66 attendance=33 exclusion=33
stem dedicat 4 early-identification=25
stem deficit 17 neurodevelopmental=88 mental-health=23 support-while-waiting=23
stem defin 4 EHC-plan=25
stem delay 74 neurodevelopmental=27 mental-health=22 speech-therapy=21
stem deliver 26 training=23 mental-health=19 governance=15
stem delivery 11 commissioning=45 data=18 health-visiting=18
stem demand 16 alternative-provision=12 mainstream=6 support-while-waiting=6
stem demonstrat 12 strategy=16 attendance=8 mainstream=8
stem depend 12 commissioning=25 exclusion=8 occupational-therapy=8
stem describ 12 EHC-plan=33 plan-writing=33 mental-health=25
stem design 12 co-production=33 clubs-and-leisure=25 early-identification=25
stem designat 9 commissioning=11
stem desir 3 strategy=33
stem despit 24 EHC-plan=33 plan-writing=29 support-while-waiting=16
stem destin 3 data=33 mainstream=33 preparation-for-adulthood=33
stem detail 18 EHC-plan=38 plan-writing=27 preparation-for-adulthood=22
stem determin 12 employment=8
stem develop 157 strategy=30
stem developmental 15 neurodevelopmental=60 early-identification=40 health-visiting=33
stem diagnos 3 neurodevelopmental=66 impact-evaluation=33
stem diagnosi 33 neurodevelopmental=96 support-while-waiting=33 mental-health=21
stem diagnostic 19 neurodevelopmental=94 support-while-waiting=26 community-nursing=21
stem did 4 preparation-for-adulthood=25
stem differenc 18 impact-evaluation=38 attendance=11 employment=5
stem different 26 early-identification=30 professional-advice=26 plan-timeliness=15
stem difficult 19 impact-evaluation=26 support-while-waiting=15 transition=15
stem direct 19 commissioning=26 short-break=26 therapy=15
stem direction 6 strategy=83 impact-evaluation=16
stem disabilit 23 social-care=52 community-nursing=13 clubs-and-leisure=8
stem disability 34 neurodevelopmental=32 health-check=20 therapy=14
stem disabl 18 social-care=33 clubs-and-leisure=16 transition=11
stem discharg 3
stem disciplinary 13 neurodevelopmental=15 social-care=15 out-of-date-plans=7
stem discus 3 co-production=33
stem disjoint 3 mental-health=33
stem disorder 24 neurodevelopmental=95 mental-health=29 support-while-waiting=25
stem dissatisfaction 3
stem distres 3 mental-health=66
stem divers 3
stem docu 8 co-production=25 mainstream=25 mental-health=12
stem door 3 mental-health=33 professional-advice=33
stem down 3 attendance=33
stem draft 6 EHC-plan=66 plan-writing=50 professional-advice=33
stem drift 3 EHC-plan=66 social-care=33
stem driv 11 co-production=27 governance=18 plan-writing=18
stem drop 5 professional-advice=60 mental-health=40 speech-therapy=40
stem dsr 9 neurodevelopmental=33 commissioning=22 governance=11
stem due 28 workforce=14 clubs-and-leisure=10 short-break=10
stem duplic 3
stem during 17 neurodevelopmental=23 out-of-date-plans=11 plan-writing=11
stem dynamic 27 neurodevelopmental=22 governance=11 local-offer=3
stem earlier 11 alternative-provision=27 preparation-for-adulthood=27 special-school-places=18
stem earliest 19 early-identification=73 health-visiting=36 transition=21
stem early 168 early-identification=69 exclusion=8 health-visiting=8
stem easi 6 early-identification=50 professional-advice=33 transition=33
stem educat 16 home-education=56 missing-education=25 alternative-provision=18
stem educational 53 educational-psychology=32 professional-advice=32 training=26
stem effectiv 232 continence=0 vision=0
stem effectivenes 13 EHC-plan=30 data=23 impact-evaluation=23
stem efficiency 3
stem efficient 4 data=25 early-identification=25
stem ehc 172 EHC-plan=99 plan-writing=46 annual-review=30
stem either 5 EHC-plan=20 neurodevelopmental=20
stem electiv 11 home-education=90 missing-education=36 alternative-provision=18
stem eligibl 4 early-identification=25 health-check=25 short-break=25
stem embed 8 strategy=50 co-production=37 mainstream=25
stem embedd 12 impact-evaluation=33 co-production=16 strategy=16
stem emerg 26 early-identification=38 health-visiting=23 mainstream=11
stem emotional 32 mental-health=96 attendance=15 short-break=3
stem employ 45 employment=97 training=71 preparation-for-adulthood=55
stem employability 5 employment=80 preparation-for-adulthood=80 training=80
stem empower 3 preparation-for-adulthood=33
stem enabl 36 early-identification=27 data=13 clubs-and-leisure=8
stem encourag 8 clubs-and-leisure=12 local-offer=12 mainstream=12
stem end 3 phase-transfer=66 preparation-for-adulthood=33
stem engag 29 co-production=37 clubs-and-leisure=10 governance=10
stem engage 14 co-production=28 professional-advice=21 attendance=14
stem english 4 EHC-plan=25
stem enhanc 11 neurodevelopmental=18 children-in-care=9 health-visiting=9
stem enjoy 10 clubs-and-leisure=80 short-break=60 co-production=30
stem enough 67 transition=17 transition-to-adult-care=10 exclusion=8
stem ensur 32 co-production=21 commissioning=18 out-of-area=9
stem enter 4 transition-to-adult-care=25
stem entitl 3 data=33
stem entry 3
stem environ 5 training=40 mainstream=20 special-school-places=20
stem equal 7 EHC-plan=28 commissioning=28 early-identification=28
stem equip 13 equipment=84 therapy=23 speech-therapy=15
stem equipp 3 strategy=66 training=33
stem escal 10 mental-health=30 early-identification=20 speech-therapy=10
stem escalat 16 neurodevelopmental=31 support-while-waiting=31 early-identification=25
stem especial 5 preparation-for-adulthood=40 co-production=20 early-identification=20
stem essential 5 employment=20 preparation-for-adulthood=20 training=20
stem establish 49 commissioning=20 governance=10 quality-assurance=4
stem evalu 12 impact-evaluation=91 data=25 governance=16
stem evaluat 14 impact-evaluation=92 strategy=35 alternative-provision=28
stem even 8 EHC-plan=25 co-production=25 professional-advice=25
stem event 8 co-production=25 clubs-and-leisure=12 employment=12
stem evidenc 12 strategy=41 co-production=16 governance=16
stem evident 8 EHC-plan=37 co-production=25 plan-writing=25
stem exacerbat 5 EHC-plan=20 neurodevelopmental=20 preparation-for-adulthood=20
stem exact 3 commissioning=33
stem exampl 195 youth-voice=9 equipment=4 health-check=3
stem excessiv 4 neurodevelopmental=75 mental-health=50 support-while-waiting=25
stem exclud 14 exclusion=92 alternative-provision=42 commissioning=28
stem exclusion 34 exclusion=97 alternative-provision=26 special-school-places=26
stem exist 15 EHC-plan=53 annual-review=26 plan-writing=20
stem expand 3
stem expect 8 EHC-plan=37 professional-advice=25 annual-review=12
stem expectant 4 health-visiting=75 early-identification=25
stem experienc 15 mental-health=20 strategy=20 exclusion=6
stem expert 6 professional-advice=33 co-production=16 early-identification=16
stem expertis 18 training=94 mainstream=22 plan-writing=22
stem expres 7 social-care=28 children-in-care=14 preparation-for-adulthood=14
stem extend 11 co-production=27 support-while-waiting=18 alternative-provision=9
stem extra 3 EHC-plan=33 plan-writing=33 professional-advice=33
stem face 7 early-identification=28 strategy=28 therapy=28
stem faced 3 alternative-provision=33 employment=33 exclusion=33
stem facilitat 4 mainstream=25 social-care=25
stem facing 3 strategy=33
stem fair 11 alternative-provision=45 mainstream=36 special-school-places=36
stem far 3 mental-health=33 neurodevelopmental=33 speech-therapy=33
stem fashion 4 EHC-plan=25
stem featur 3 co-production=33
stem feedback 9 co-production=66 youth-voice=44 JSNA=11
stem feel 50 co-production=30 youth-voice=28 talking-with-families=12
stem felt 10 impact-evaluation=50 early-identification=20 talking-with-families=20
stem few 12 special-school-places=25 health-visiting=16 alternative-provision=8
stem fewer 3
stem final 8 EHC-plan=87 plan-writing=50 annual-review=37
stem finalis 8 plan-timeliness=87 EHC-plan=62 professional-advice=37
stem find 28 employment=17 social-care=14 clubs-and-leisure=7
stem first 3
stem five 8 early-identification=62 neurodevelopmental=50 community-nursing=25
stem flexibility 3
stem focu 30 training=23 annual-review=10 phase-transfer=6
stem focus 26 governance=11 speech-therapy=11 exclusion=7
stem follow 24 EHC-plan=41 annual-review=29 plan-writing=20
stem football 4 clubs-and-leisure=75 local-offer=25
stem form 10 co-production=20 attendance=10 exclusion=10
stem formal 14 neurodevelopmental=21 governance=7 out-of-date-plans=7
stem format 3 EHC-plan=33 plan-writing=33 professional-advice=33
stem forum 44 co-production=95 strategy=25 youth-voice=22
stem forward 5 governance=20
stem foster 3 children-in-care=66
stem found 7 strategy=28 social-care=14
stem four 4 impact-evaluation=25 strategy=25
stem fram 3 EHC-plan=33 annual-review=33 out-of-date-plans=33
stem framework 11 strategy=27 co-production=18 alternative-provision=9
stem frequent 15 EHC-plan=46 annual-review=20 attendance=20
stem friend 8 clubs-and-leisure=50 co-production=37 local-offer=37
stem front 5 co-production=20
stem frustr 14 neurodevelopmental=50 mental-health=28 speech-therapy=28
stem frustrat 6 EHC-plan=50 plan-writing=33 annual-review=16
stem full 23 part-time-timetable=26 attendance=17 alternative-provision=13
stem fully 41 co-production=24 mental-health=21 strategy=21
stem fund 17 joint-funding=82 early-identification=41 training=29
stem furthermor 12 EHC-plan=33 out-of-date-plans=25 plan-writing=16
stem futur 27 impact-evaluation=25 strategy=22 data=18
stem gain 14 preparation-for-adulthood=21 social-care=21 employment=7
stem gap 5 professional-advice=20
stem gaps 27 commissioning=29 data=29 mental-health=25
stem gather 14 co-production=50 youth-voice=35 clubs-and-leisure=7
stem general 9 early-identification=33 health-check=11 plan-writing=11
stem generic 4 EHC-plan=75 plan-writing=75 training=50
stem genuin 8 co-production=50 strategy=25 youth-voice=25
stem get 56 therapy=16 support-while-waiting=14 speech-therapy=12
stem gett 12 social-care=16 annual-review=8 data=8
stem give 6 professional-advice=33 training=33 early-identification=16
stem given 12 alternative-provision=16 clubs-and-leisure=8 data=8
stem goal 4 EHC-plan=25 mental-health=25 youth-voice=25
stem going 4 impact-evaluation=50 strategy=25
stem governanc 21 governance=95 strategy=47
stem graduat 7 graduated-approach=85 early-identification=28 impact-evaluation=14
stem greater 10 professional-advice=30 co-production=20 support-while-waiting=20
stem group 46 co-production=41 youth-voice=19 clubs-and-leisure=17
stem grow 13 alternative-provision=30 special-school-places=30 commissioning=23
stem guid 3 training=66 professional-advice=33
stem guidanc 51 professional-advice=54 training=37 early-identification=31
stem half 6 early-identification=33 health-visiting=33
stem happen 13 impact-evaluation=30 alternative-provision=7 employment=7
stem hard 8
stem harm 4 social-care=50 home-education=25 missing-education=25
stem having 35 impact-evaluation=40 special-school-places=20 therapy=17
stem healthy 16 health-visiting=75 early-identification=56 community-nursing=6
stem hear 6 hearing=33 youth-voice=33 vision=16
stem heard 27 co-production=74 youth-voice=40 governance=14
stem heart 5 co-production=60 governance=20 mainstream=20
stem held 9 professional-advice=33 mental-health=22 annual-review=11
stem help 50 training=32 preparation-for-adulthood=22 alternative-provision=16
stem helpful 12 early-identification=33 co-production=16 commissioning=16
stem here 3 early-identification=33 training=33
stem high 68 alternative-provision=14 employment=14 exclusion=8
stem highest 3 strategy=33
stem hinder 11 EHC-plan=63 professional-advice=45 plan-writing=27
stem hold 7 governance=42 strategy=42 data=14
stem holiday 7 clubs-and-leisure=85 short-break=57 co-production=42
stem holistic 18 EHC-plan=33 plan-writing=33 annual-review=16
stem home 42 home-education=23 commissioning=19 social-care=16
stem hospital 18 neurodevelopmental=22 social-care=16 special-school-places=16
stem hour 3
stem hous 7 preparation-for-adulthood=71 governance=28 mental-health=14
stem however 171 short-break=5 workforce=5
stem hub 5 co-production=20 neurodevelopmental=20 short-break=20
stem hubs 16 early-identification=62 professional-advice=31 therapy=31
stem hyperactivity 15 neurodevelopmental=93 mental-health=26 support-while-waiting=26
stem idea 4 co-production=50 mainstream=25 strategy=25
stem identif 134 early-identification=29 health-visiting=8 phase-transfer=3
stem identific 57 early-identification=56 health-visiting=17 speech-therapy=14
stem identify 93 early-identification=32 data=15 health-visiting=13
stem ill 5 mental-health=40 local-offer=20 preparation-for-adulthood=20
stem immediat 4 mental-health=25 neurodevelopmental=25
stem impact 136 impact-evaluation=81 attendance=8 improvement-plan=5
stem impair 3 vision=66 hearing=33
stem impartial 5 professional-advice=80 employment=40
stem imple 16 strategy=50 co-production=18 commissioning=18
stem implement 33 co-production=30 improvement-plan=27 strategy=21
stem important 17 data=23 therapy=11 annual-review=5
stem improv 8 co-production=12 commissioning=12
stem improve 65 impact-evaluation=33 plan-writing=15 plan-timeliness=6
stem inappropriat 4 EHC-plan=25 co-production=25 impact-evaluation=25
stem includ 128 plan-writing=17 annual-review=12 children-in-care=5
stem inclusion 26 mainstream=96 strategy=30 co-production=26
stem inclusiv 16 mainstream=93 training=31 co-production=18
stem inconsistenc 9 EHC-plan=33 data=22 impact-evaluation=22
stem inconsistency 5 EHC-plan=40 plan-writing=40 professional-advice=40
stem inconsistent 17 impact-evaluation=23 plan-writing=23 transition=23
stem incorporat 4 EHC-plan=50 social-care=50 plan-writing=25
stem increas 83 data=18 mainstream=12 workforce=8
stem increasing 13 early-identification=30 professional-advice=23 training=23
stem independenc 9 preparation-for-adulthood=88 training=55 employment=22
stem independent 20 preparation-for-adulthood=55 training=35 employment=30
stem indicat 3 mental-health=33 speech-therapy=33
stem indicator 4 impact-evaluation=50
stem individual 62 plan-writing=14 youth-voice=8 graduated-approach=4
stem individualis 4 early-identification=25 neurodevelopmental=25
stem ineffectiv 6 neurodevelopmental=33 co-production=16 early-identification=16
stem infancy 4 impact-evaluation=25 strategy=25
stem influenc 9 co-production=44 youth-voice=33 governance=22
stem inform 149 data=28 talking-with-families=13 local-offer=10
stem initial 11 speech-therapy=36 therapy=36 support-while-waiting=18
stem initiativ 17 co-production=23 strategy=23 neurodevelopmental=17
stem innovativ 16 therapy=18 data=12 youth-voice=12
stem input 10 EHC-plan=50 professional-advice=50 plan-writing=30
stem insight 3 professional-advice=33 training=33
stem inspection 16 EHC-plan=37 governance=18 plan-writing=18
stem instanc 8 EHC-plan=25 plan-writing=25 mental-health=12
stem insufficient 9 commissioning=33 special-school-places=22 data=11
stem integr 4
stem intend 8 impact-evaluation=37 data=12 mental-health=12
stem intensiv 5
stem interaction 3 early-identification=33 professional-advice=33
stem interest 13 clubs-and-leisure=30 alternative-provision=7 governance=7
stem interim 5 support-while-waiting=60 special-school-places=40 alternative-provision=20
stem internship 11 employment=90 preparation-for-adulthood=54 training=36
stem interven 3 exclusion=33 impact-evaluation=33
stem intervention 49 early-identification=40 speech-therapy=16 support-while-waiting=16
stem introduc 11 attendance=9 data=9 disputes=9
stem introduction 3 impact-evaluation=33
stem invest 14 neurodevelopmental=28 clubs-and-leisure=7
stem invit 5 professional-advice=60 EHC-plan=40 early-identification=40
stem involv 45 co-production=44 governance=24 youth-voice=13
stem involve 16 co-production=43 annual-review=12 plan-writing=12
stem isolat 3 clubs-and-leisure=66 preparation-for-adulthood=33
stem issu 48 EHC-plan=41 impact-evaluation=27 annual-review=22
stem join 18 therapy=11 transition=11 clubs-and-leisure=5
stem joint 41 commissioning=41 governance=9 JSNA=7
stem journey 7 transport=85 EHC-plan=71 plan-writing=28
stem justic 6 youth-justice=83 children-in-care=16
stem keep 7 talking-with-families=28 mental-health=14
stem kept 5 talking-with-families=40 EHC-plan=20 co-production=20
stem key 42 transition=28 phase-transfer=16 governance=9
stem know 46 co-production=23 professional-advice=23 social-care=23
stem knowledg 23 training=65 early-identification=26 professional-advice=26
stem knowledgeabl 8 early-identification=25 social-care=25 governance=12
stem known 25 social-care=44 clubs-and-leisure=12 data=12
stem lack 74 plan-writing=14 clubs-and-leisure=8 short-break=5
stem languag 76 speech-therapy=92 therapy=68 neurodevelopmental=40
stem larg 4 commissioning=25 mental-health=25
stem last 7 EHC-plan=28 plan-timeliness=28 professional-advice=28
stem late 10 transition=50 EHC-plan=30 transition-to-adult-care=30
stem later 4 transition=25
stem lead 21 therapy=19 speech-therapy=14 support-while-waiting=9
stem learn 43 neurodevelopmental=25 mental-health=20 health-check=18
stem leav 14 preparation-for-adulthood=57 EHC-plan=35 training=35
stem leaver 3 children-in-care=66 youth-justice=33
stem left 8 preparation-for-adulthood=25 alternative-provision=12 commissioning=12
stem lengthy 7 EHC-plan=28 co-production=28 neurodevelopmental=28
stem less 13 EHC-plan=30 plan-writing=15 special-school-places=15
stem level 61 co-production=26 governance=14 graduated-approach=4
stem life 20 preparation-for-adulthood=50 employment=15 transition-to-adult-care=15
stem like 22 training=27 preparation-for-adulthood=22 clubs-and-leisure=13
stem likelihood 4 exclusion=25 preparation-for-adulthood=25
stem limit 44 local-offer=11 clubs-and-leisure=9 short-break=6
stem line 13 health-visiting=15 neurodevelopmental=15 special-school-places=15
stem link 16 professional-advice=37 training=37 speech-therapy=18
stem list 15 neurodevelopmental=40 support-while-waiting=40 early-identification=33
stem listen 32 youth-voice=65 co-production=40 clubs-and-leisure=9
stem littl 4 plan-timeliness=25
stem live 40 preparation-for-adulthood=27 children-in-care=15 social-care=15
stem lived 24 co-production=95 plan-writing=16 social-care=16
stem living 18 out-of-area=38 social-care=38 preparation-for-adulthood=33
stem local 7 neurodevelopmental=28 exclusion=14 graduated-approach=14
stem localit 3 exclusion=33
stem locality 6 commissioning=16 early-identification=16 professional-advice=16
stem location 5 professional-advice=40 early-identification=20
stem long 95 neurodevelopmental=35 mental-health=30 support-while-waiting=29
stem longer 10 EHC-plan=30 impact-evaluation=20 plan-timeliness=20
stem look 15 children-in-care=33 preparation-for-adulthood=26 professional-advice=20
stem lots 5 co-production=20 impact-evaluation=20 out-of-date-plans=20
stem low 6 attendance=33 early-identification=16 exclusion=16
stem lower 4 early-identification=25 impact-evaluation=25 training=25
stem made 49 alternative-provision=14 quality-assurance=6 children-in-care=4
stem mainstream 36 mainstream=97 special-school-places=41 alternative-provision=30
stem maintain 17 alternative-provision=29 clubs-and-leisure=11 home-education=5
stem majority 13 special-school-places=23 annual-review=15 out-of-area=15
stem manag 21 mental-health=19 speech-therapy=14 therapy=14
stem manage 4 community-nursing=25 neurodevelopmental=25
stem mandat 8 health-visiting=87 early-identification=25 graduated-approach=12
stem manner 17 special-school-places=17 plan-writing=11 social-care=11
stem match 7 training=42 exclusion=28 preparation-for-adulthood=28
stem may 22 early-identification=27 neurodevelopmental=18 community-nursing=9
stem mean 125 out-of-date-plans=8 plan-timeliness=5 joint-funding=4
stem meaningful 9 EHC-plan=33 impact-evaluation=22 governance=11
stem measur 10 impact-evaluation=90 strategy=20 support-while-waiting=20
stem measurabl 4 EHC-plan=50 plan-writing=50 preparation-for-adulthood=50
stem medic 6 community-nursing=83 neurodevelopmental=83 preparation-for-adulthood=16
stem medical 13 community-nursing=53
stem meet 48 professional-advice=27 social-care=18 graduated-approach=4
stem member 15 co-production=60 clubs-and-leisure=20 social-care=20
stem mental 86 mental-health=97 neurodevelopmental=27 therapy=15
stem method 4 impact-evaluation=25 social-care=25
stem might 9 early-identification=33 clubs-and-leisure=22 co-production=22
stem miss 26 early-identification=34 missing-education=30 health-visiting=23
stem mitigat 11 therapy=36 EHC-plan=27 impact-evaluation=27
stem mixed 8 social-care=25 transition=25 mainstream=12
stem model 13 early-identification=38 mental-health=15 attendance=7
stem monitor 49 impact-evaluation=30 strategy=30 special-school-places=24
stem month 14 early-identification=28 neurodevelopmental=28 support-while-waiting=28
stem moral 3 strategy=66 governance=33 impact-evaluation=33
stem most 5 co-production=20 early-identification=20 social-care=20
stem move 36 transition=36 preparation-for-adulthood=30 transition-to-adult-care=25
stem moving 11 transition=63 transition-to-adult-care=36 preparation-for-adulthood=18
stem multi 78 social-care=26 out-of-date-plans=7 children-in-care=5
stem multipl 5
stem named 3
stem natal 7 health-visiting=85 early-identification=42
stem national 14 attendance=21 impact-evaluation=21 commissioning=14
stem navigat 12 joint-funding=8 local-offer=8
stem necessary 20 governance=10 attendance=5 quality-assurance=5
stem need 37 neurodevelopmental=21 therapy=13 employment=8
stem negativ 24 impact-evaluation=50 mental-health=33 speech-therapy=16
stem network 7 clubs-and-leisure=14 mental-health=14
stem neuro 10 neurodevelopmental=90 speech-therapy=40 therapy=40
stem neurodevelopmental 41 neurodevelopmental=97 support-while-waiting=41 therapy=39
stem neurodivers 7 neurodevelopmental=85 co-production=14 mental-health=14
stem neurodiversity 3 neurodevelopmental=66
stem new 62 governance=11 plan-timeliness=9 quality-assurance=4
stem newly 7 impact-evaluation=42 co-production=28 strategy=28
stem next 38 preparation-for-adulthood=84 transition=31 employment=21
stem non 3 EHC-plan=33 co-production=33
stem north 13 mental-health=23 commissioning=15 data=15
stem number 67 data=25 alternative-provision=22 special-school-places=22
stem nurs 20 community-nursing=95 health-visiting=15 children-in-care=5
stem nurser 4 early-identification=75 training=50
stem nursery 6 early-identification=83 data=16 training=16
stem objectiv 4 EHC-plan=50 annual-review=50 impact-evaluation=25
stem obtain 3 preparation-for-adulthood=33
stem occupational 28 therapy=92 occupational-therapy=85 speech-therapy=46
stem offer 105 local-offer=21 clubs-and-leisure=15 short-break=4
stem officer 14 social-care=14 attendance=7
stem old 13 out-of-date-plans=76 neurodevelopmental=38 early-identification=30
stem older 11 out-of-date-plans=27 professional-advice=27 annual-review=18
stem olds 4
stem once 14 alternative-provision=35 mainstream=21 special-school-places=21
stem ongo 14 early-identification=28 transition=28 transition-to-adult-care=21
stem onlin 4 local-offer=75 neurodevelopmental=50 mental-health=25
stem onward 6 EHC-plan=33 annual-review=33 preparation-for-adulthood=33
stem open 8 mental-health=50 training=25 employment=12
stem operational 6 co-production=50 commissioning=16 governance=16
stem opinion 6 co-production=50 governance=33 alternative-provision=16
stem opportunit 50 clubs-and-leisure=30 co-production=28 preparation-for-adulthood=28
stem opportunity 23 early-identification=52 health-visiting=21 transition=21
stem option 11 preparation-for-adulthood=45 alternative-provision=18 special-school-places=18
stem order 3 equipment=66
stem organis 8 impact-evaluation=37 strategy=37 co-production=25
stem outlin 3 strategy=33 training=33
stem outreach 11 special-school-places=27 commissioning=18 graduated-approach=18
stem outsid 16 clubs-and-leisure=31 out-of-area=31 social-care=18
stem overall 13 impact-evaluation=30 strategy=23 attendance=7
stem overnight 7 short-break=85 co-production=14 social-care=14
stem oversight 75 commissioning=25 alternative-provision=21 governance=17
stem packag 22 training=27 alternative-provision=18 employment=9
stem paediatric 5 paediatric=80 neurodevelopmental=40 support-while-waiting=40
stem paediatrician 12 paediatric=91 neurodevelopmental=50 support-while-waiting=41
stem paid 4 employment=50 training=25
stem panel 17 alternative-provision=41 mainstream=29 special-school-places=29
stem parent 51 co-production=78 strategy=27 professional-advice=25
stem parental 3 governance=66 co-production=33
stem part 36 part-time-timetable=16 alternative-provision=13 plan-writing=13
stem particip 8 co-production=87 mainstream=37 EHC-plan=25
stem participat 10 co-production=90 clubs-and-leisure=30 preparation-for-adulthood=20
stem particular 57 annual-review=15 transition=15 out-of-date-plans=10
stem partner 9 co-production=55 neurodevelopmental=22 social-care=22
stem partnership 5 impact-evaluation=20 professional-advice=20 social-care=20
stem passionat 5 co-production=40 preparation-for-adulthood=20
stem pathway 82 neurodevelopmental=57 mental-health=29 therapy=29
stem payment 5 short-break=80 commissioning=40 co-production=20
stem pcf 8 co-production=87 strategy=37 mental-health=12
stem peer 5 clubs-and-leisure=40 mainstream=20 social-care=20
stem performanc 9 impact-evaluation=33 data=22 strategy=22
stem period 21 impact-evaluation=23 missing-education=23 neurodevelopmental=23
stem permanent 25 exclusion=84 alternative-provision=40 special-school-places=28
stem person 67 EHC-plan=41 plan-writing=23 annual-review=11
stem personal 15 social-care=53 clubs-and-leisure=46 short-break=40
stem personalis 6 early-identification=33 training=33 employment=16
stem pfa 14 EHC-plan=42 preparation-for-adulthood=35 annual-review=21
stem phas 9 transition=44 special-school-places=22 annual-review=11
stem physical 8 impact-evaluation=25 preparation-for-adulthood=25 equipment=12
stem physiotherapist 3 physiotherapy=66 commissioning=33 occupational-therapy=33
stem physiotherapy 11 physiotherapy=90 therapy=81 occupational-therapy=63
stem pictur 16 EHC-plan=37 early-identification=25 plan-writing=25
stem plac 60 special-school-places=51 alternative-provision=41 commissioning=35
stem place 54 special-school-places=98 alternative-provision=37 commissioning=31
stem plann 69 strategy=26 transition=17 annual-review=10
stem play 8 clubs-and-leisure=25 early-identification=25 co-production=12
stem point 37 early-identification=35 transition=27 phase-transfer=13
stem polic 4 impact-evaluation=25 special-school-places=25
stem policy 5 co-production=60 alternative-provision=20 impact-evaluation=20
stem poor 23 EHC-plan=43 professional-advice=21 attendance=13
stem portag 4 early-identification=75 health-visiting=25 speech-therapy=25
stem positiv 101 attendance=11 mainstream=11 improvement-plan=3
stem possibl 21 transition=14 clubs-and-leisure=9 health-visiting=4
stem post 30 preparation-for-adulthood=86 employment=30 training=26
stem potential 14 impact-evaluation=28 data=14 health-check=7
stem practic 3
stem practitioner 123 training=24 occupational-therapy=5 talking-with-families=5
stem pre 10 early-identification=70 speech-therapy=30 therapy=30
stem precis 11 EHC-plan=54 plan-writing=54 annual-review=27
stem prepar 69 preparation-for-adulthood=75 transition=28 employment=23
stem present 9 EHC-plan=33 data=22 mental-health=22
stem pressur 5 EHC-plan=20 professional-advice=20 social-care=20
stem prevent 15 social-care=20 governance=13 JSNA=6
stem previou 5 EHC-plan=20 employment=20 neurodevelopmental=20
stem primary 33 early-identification=30 exclusion=21 transition=21
stem prior 6 graduated-approach=50 EHC-plan=33 professional-advice=16
stem priorit 16 strategy=93 co-production=37 commissioning=25
stem prioritis 28 strategy=25 therapy=14 out-of-date-plans=10
stem priority 7 impact-evaluation=14
stem privat 5 commissioning=20 early-identification=20 neurodevelopmental=20
stem proactiv 12 employment=25 preparation-for-adulthood=25 training=25
stem produc 29 co-production=82 strategy=37 local-offer=13
stem production 39 co-production=92 strategy=33 youth-voice=17
stem professional 132 professional-advice=26 plan-writing=18 annual-review=12
stem profil 5 EHC-plan=20 co-production=20
stem programm 30 health-visiting=43 early-identification=36 speech-therapy=20
stem progres 31 impact-evaluation=25 strategy=22 commissioning=19
stem progress 5 EHC-plan=40 social-care=40 data=20
stem project 18 co-production=27 impact-evaluation=27 strategy=27
stem prolong 4 strategy=50 alternative-provision=25 attendance=25
stem promot 24 mainstream=16 social-care=16 local-offer=12
stem prompt 10 transition=20 annual-review=10 improvement-plan=10
stem proportion 11 EHC-plan=54 employment=18 mainstream=18
stem protection 3 social-care=66
stem protocol 3 exclusion=33 mental-health=33
stem provid 38 early-identification=31 health-visiting=10 joint-funding=7
stem provider 46 commissioning=19 alternative-provision=15 speech-therapy=15
stem provision 17 special-school-places=47 alternative-provision=29 commissioning=23
stem pru 7 alternative-provision=85 commissioning=14 employment=14
stem psychologist 5 educational-psychology=80 EHC-plan=20 early-identification=20
stem psychology 14 educational-psychology=92 professional-advice=28 training=28
stem public 3 health-visiting=33
stem publish 5 EHC-plan=20 co-production=20 local-offer=20
stem pupil 43 alternative-provision=46 special-school-places=37 mainstream=34
stem purpos 4 EHC-plan=50 impact-evaluation=25 plan-writing=25
stem qualific 4 alternative-provision=25 preparation-for-adulthood=25
stem quality 126 EHC-plan=56 plan-writing=36 annual-review=25
stem rais 5 mental-health=40 neurodevelopmental=20
stem rang 88 clubs-and-leisure=15 local-offer=6 short-break=6
stem rapid 5 EHC-plan=40 annual-review=20
stem rate 9 exclusion=55 attendance=33 mainstream=33
stem rather 7 commissioning=28 alternative-provision=14 governance=14
stem reach 16 training=31 alternative-provision=12 employment=12
stem ready 5 mental-health=20 preparation-for-adulthood=20 social-care=20
stem real 3
stem realis 6 impact-evaluation=50 neurodevelopmental=33 strategy=33
stem receiv 22 social-care=22 special-school-places=22 alternative-provision=13
stem recent 69 EHC-plan=40 impact-evaluation=31 plan-writing=27
stem recognis 40 missing-education=7 short-break=7 workforce=7
stem recommend 4 commissioning=25 data=25
stem record 12 data=41 professional-advice=33 children-in-care=16
stem recovery 7 improvement-plan=71 EHC-plan=42 annual-review=28
stem recruit 6 workforce=83 neurodevelopmental=33 training=33
stem redesign 9 mental-health=33 co-production=22 neurodevelopmental=22
stem reduc 64 neurodevelopmental=29 exclusion=23 therapy=17
stem reduction 7 commissioning=14 impact-evaluation=14 neurodevelopmental=14
stem refer 6 early-identification=33 social-care=33 co-production=16
stem referr 11 mental-health=36 neurodevelopmental=18 therapy=18
stem referral 36 mental-health=22 neurodevelopmental=22 therapy=16
stem reflect 56 EHC-plan=76 plan-writing=53 professional-advice=32
stem refresh 6 JSNA=16 alternative-provision=16 co-production=16
stem regard 9 professional-advice=22
stem register 33 neurodevelopmental=21 commissioning=18 alternative-provision=15
stem regular 39 social-care=23 data=17 children-in-care=12
stem reintegrat 10 alternative-provision=80 special-school-places=40 commissioning=20
stem relat 6 EHC-plan=33 annual-review=33 transition=33
stem relation 13 EHC-plan=38 employment=30 impact-evaluation=23
stem relationship 25 social-care=20 children-in-care=12 attendance=8
stem relevant 15 professional-advice=53 EHC-plan=46 plan-writing=46
stem rely 6 EHC-plan=33 annual-review=33 early-identification=16
stem remain 37 alternative-provision=13 plan-writing=13 annual-review=10
stem remov 7 missing-education=28 support-while-waiting=14
stem renew 4 co-production=25 governance=25 strategy=25
stem repeat 7 mainstream=14 speech-therapy=14 therapy=14
stem report 25 professional-advice=28 plan-writing=12 clubs-and-leisure=8
stem represent 21 co-production=71 governance=14 plan-writing=14
stem representativ 7 co-production=42 professional-advice=28 commissioning=14
stem request 17 data=11 annual-review=5 improvement-plan=5
stem requir 43 special-school-places=23 social-care=16 therapy=16
stem require 7 commissioning=14 data=14 strategy=14
stem residential 22 out-of-area=95 special-school-places=77 commissioning=45
stem resort 4 EHC-plan=25 co-production=25 youth-voice=25
stem resourc 34 special-school-places=41 neurodevelopmental=29 impact-evaluation=26
stem respect 5 co-production=40 strategy=40
stem respit 3 short-break=66 neurodevelopmental=33
stem respond 31 neurodevelopmental=19 alternative-provision=16 support-while-waiting=16
stem respons 14 graduated-approach=21 social-care=14 attendance=7
stem responsibilit 4 commissioning=25 governance=25
stem responsiv 4 early-identification=50
stem result 116 part-time-timetable=3 health-check=2 paediatric=2
stem return 6 alternative-provision=16 attendance=16 commissioning=16
stem review 122 EHC-plan=54 annual-review=46 plan-writing=29
stem right 9 early-identification=33 co-production=22 impact-evaluation=22
stem rigorou 5 strategy=60 data=40 EHC-plan=20
stem rising 6 data=50 impact-evaluation=33 alternative-provision=16
stem risk 57 exclusion=22 social-care=15 alternative-provision=14
stem robust 27 quality-assurance=25 commissioning=18 out-of-area=18
stem role 23 co-production=30 training=21 commissioning=17
stem rout 6 co-production=16 youth-voice=16
stem routin 27 EHC-plan=59 professional-advice=59 plan-writing=37
stem run 3
stem safe 11 alternative-provision=36 special-school-places=27 commissioning=18
stem safeguard 6 alternative-provision=16 strategy=16
stem safety 5 social-care=40 special-school-places=40 home-education=20
stem said 6 clubs-and-leisure=33 early-identification=33 co-production=16
stem sampl 3 EHC-plan=33 out-of-date-plans=33 plan-writing=33
stem say 11 co-production=45 clubs-and-leisure=27 professional-advice=18
stem scal 4 impact-evaluation=50 strategy=50
stem schem 4 clubs-and-leisure=50 co-production=25 local-offer=25
stem secondary 27 commissioning=22 exclusion=22 mental-health=22
stem secur 11 EHC-plan=36 co-production=27 employment=27
stem seek 13 co-production=30 children-in-care=15 special-school-places=15
stem self 7 co-production=28 mental-health=14 preparation-for-adulthood=14
stem semh 8 mental-health=87 mainstream=25 alternative-provision=12
stem sen 10 graduated-approach=60 EHC-plan=40 alternative-provision=20
stem sendias 11 professional-advice=54 training=45 plan-writing=9
stem senior 3 impact-evaluation=33
stem sensitiv 4 governance=25 professional-advice=25
stem sensory 4 early-identification=50 speech-therapy=25 training=25
stem session 4 early-identification=75 impact-evaluation=25 speech-therapy=25
stem sett 25 special-school-places=32 mainstream=20 alternative-provision=16
stem settl 4 commissioning=25 preparation-for-adulthood=25 transition=25
stem several 11 data=9 short-break=9 social-care=9
stem shap 5 co-production=80 youth-voice=40 preparation-for-adulthood=20
stem shar 78 data=33 strategy=24 governance=14
stem short 33 short-break=78 clubs-and-leisure=24 social-care=24
stem shortag 3 special-school-places=66 workforce=66 commissioning=33
stem show 11 EHC-plan=45 plan-writing=27 training=27
stem sign 4 early-identification=75
stem significant 70 annual-review=14 support-while-waiting=11 exclusion=10
stem signpost 12 local-offer=91 professional-advice=41 training=25
stem similar 17 early-identification=23 mental-health=23 training=23
stem sinc 7 EHC-plan=28 governance=28 plan-writing=28
stem singl 4 neurodevelopmental=75 mental-health=25
stem situ 12 mental-health=25 neurodevelopmental=16 JSNA=8
stem six 3 early-identification=33
stem size 3
stem skill 34 training=91 preparation-for-adulthood=38 employment=26
stem sleep 5 community-nursing=20 continence=20 mental-health=20
stem slow 10 EHC-plan=30 speech-therapy=10 therapy=10
stem small 15 commissioning=26 special-school-places=26 alternative-provision=13
stem smooth 10 transition=80 transition-to-adult-care=30 transition-to-adult-health=30
stem society 3 co-production=33
stem solution 4 therapy=25
stem sometim 30 health-check=6 out-of-date-plans=6 transition-to-adult-health=3
stem soon 8 speech-therapy=37 impact-evaluation=25 exclusion=12
stem sought 3 annual-review=33 professional-advice=33 social-care=33
stem sourc 5 commissioning=40 data=20 mental-health=20
stem spac 8 special-school-places=37 JSNA=12 alternative-provision=12
stem speak 13 co-production=23 governance=15 clubs-and-leisure=7
stem special 54 special-school-places=66 commissioning=31 out-of-area=24
stem specialist 113 special-school-places=37 therapy=19 speech-therapy=14
stem specific 27 commissioning=25 alternative-provision=18 annual-review=7
stem specifical 6 employment=16 impact-evaluation=16 preparation-for-adulthood=16
stem spectrum 11 neurodevelopmental=90 mental-health=27 therapy=18
stem speech 70 speech-therapy=98 therapy=74 neurodevelopmental=44
stem spend 4 missing-education=50 support-while-waiting=50 EHC-plan=25
stem spok 4 preparation-for-adulthood=25
stem sport 5 clubs-and-leisure=80 training=20
stem staff 6 workforce=83 early-identification=33 impact-evaluation=33
stem stag 45 training=26 alternative-provision=17 employment=13
stem stakeholder 21 strategy=42 impact-evaluation=33 co-production=23
stem standard 4 EHC-plan=25 annual-review=25 commissioning=25
stem start 50 transition=20 attendance=10 graduated-approach=8
stem statutory 21 EHC-plan=47 plan-timeliness=33 professional-advice=33
stem stay 13 alternative-provision=23 commissioning=15 employment=15
stem step 38 preparation-for-adulthood=78 impact-evaluation=34 alternative-provision=15
stem still 26 impact-evaluation=30 mental-health=23 annual-review=15
stem stop 4 early-identification=25 neurodevelopmental=25 speech-therapy=25
stem stor 3
stem strateg 39 strategy=97 impact-evaluation=25 training=25
stem strategic 73 co-production=42 strategy=41 governance=26
stem strategy 65 strategy=98 co-production=32 alternative-provision=13
stem strength 18 professional-advice=33
stem strengthen 23 governance=26 training=26 mainstream=8
stem strong 49 speech-therapy=12 attendance=8 graduated-approach=6
stem structur 6 governance=50 strategy=33 preparation-for-adulthood=16
stem struggl 17 alternative-provision=17 social-care=17 attendance=11
stem subject 4 alternative-provision=25 social-care=25 strategy=25
stem subsequent 5 paediatric=40 neurodevelopmental=20 therapy=20
stem substantial 6 data=33 exclusion=16 special-school-places=16
stem succes 12 impact-evaluation=41 special-school-places=25 alternative-provision=16
stem successful 52 alternative-provision=21 employment=17 mainstream=17
stem sufficiency 5 EHC-plan=40 alternative-provision=40 preparation-for-adulthood=40
stem sufficient 33 commissioning=24 special-school-places=18 alternative-provision=15
stem suit 4 preparation-for-adulthood=25
stem suitability 3 commissioning=66 special-school-places=66 alternative-provision=33
stem suitabl 36 alternative-provision=47 special-school-places=36 commissioning=25
stem summer 3 clubs-and-leisure=33 short-break=33
stem support 50 mental-health=22 youth-voice=8 health-visiting=6
stem supportiv 4 mental-health=25
stem survey 9 preparation-for-adulthood=33 mental-health=22 alternative-provision=11
stem suspension 14 exclusion=92 attendance=42 early-identification=35
stem sustain 11 EHC-plan=36 impact-evaluation=27 employment=18
stem sustainabl 5 EHC-plan=60 plan-timeliness=40 strategy=40
stem swift 25 alternative-provision=12
stem swimm 3 clubs-and-leisure=66 mainstream=33
stem system 38 governance=10 quality-assurance=5 home-education=2
stem tailor 10 mainstream=20 mental-health=20 special-school-places=20
stem take 6 strategy=33 co-production=16 professional-advice=16
stem taking 8 exclusion=12 mainstream=12 neurodevelopmental=12
stem talk 4 speech-therapy=75
stem target 29 early-identification=27 impact-evaluation=24 data=17
stem teach 6 co-production=16 early-identification=16 therapy=16
stem teacher 5 EHC-plan=20 alternative-provision=20 co-production=20
stem tenaciou 3 co-production=33
stem term 12 alternative-provision=25 commissioning=25 governance=16
stem themselv 9 co-production=22 governance=22 clubs-and-leisure=11
stem therap 15 therapy=93 speech-therapy=46 commissioning=33
stem therapeutic 8 mental-health=25 employment=12 mainstream=12
stem therapist 15 therapy=93 speech-therapy=46 early-identification=26
stem therapy 66 therapy=98 speech-therapy=65 neurodevelopmental=45
stem therefor 6 EHC-plan=50 annual-review=33 out-of-date-plans=33
stem thing 6 impact-evaluation=16
stem think 4 early-identification=25 professional-advice=25
stem thorough 7 early-identification=42 alternative-provision=14 impact-evaluation=14
stem though 3 mental-health=33
stem thought 12 strategy=25 transition=16 clubs-and-leisure=8
stem thoughtful 6 mainstream=33 mental-health=33 professional-advice=33
stem thre 9 early-identification=33 health-visiting=22 mental-health=22
stem thread 3
stem threshold 8 early-identification=37 data=12 social-care=12
stem thriv 4 early-identification=25 impact-evaluation=25
stem throughout 7
stem time 170 neurodevelopmental=24 therapy=17 speech-therapy=14
stem timefram 5 EHC-plan=60 plan-timeliness=60 plan-writing=20
stem timelines 40 EHC-plan=77 plan-timeliness=42 annual-review=40
stem timescal 18 EHC-plan=72 plan-timeliness=38 professional-advice=38
stem timetabl 6 part-time-timetable=83 alternative-provision=16 employment=16
stem told 20 clubs-and-leisure=25 impact-evaluation=25 local-offer=10
stem tool 6 mental-health=16 neurodevelopmental=16 training=16
stem toward 8 EHC-plan=25 plan-writing=25 preparation-for-adulthood=25
stem track 10 alternative-provision=30 data=20 preparation-for-adulthood=20
stem train 94 training=98 employment=36 preparation-for-adulthood=23
stem transfer 4 transition=75 mental-health=25 therapy=25
stem transform 11 neurodevelopmental=54 mental-health=45 co-production=18
stem transition 77 transition=92 preparation-for-adulthood=38 transition-to-adult-care=33
stem translat 3
stem transport 6 transport=83 co-production=33 commissioning=33
stem travel 5 co-production=40 preparation-for-adulthood=40 training=40
stem treat 15 mental-health=33 neurodevelopmental=26 community-nursing=20
stem trend 7 data=85 JSNA=14 alternative-provision=14
stem triag 8 speech-therapy=25 therapy=25 neurodevelopmental=12
stem true 3 co-production=66
stem trust 12 strategy=25 local-offer=8 support-while-waiting=8
stem try 5
stem trying 3 EHC-plan=66 annual-review=33
stem turn 4 EHC-plan=25
stem two 14 early-identification=35 health-visiting=35 community-nursing=7
stem type 4
stem typical 31 EHC-plan=35 plan-writing=16 youth-voice=12
stem unabl 6 commissioning=33 alternative-provision=16 clubs-and-leisure=16
stem unacceptabl 5 EHC-plan=20 plan-writing=20
stem unclear 9 impact-evaluation=33 strategy=22 commissioning=11
stem underdevelop 10 strategy=50 impact-evaluation=40 data=20
stem underpinn 4 strategy=50 support-while-waiting=25 transition=25
stem understand 102 attendance=9
stem understood 25 alternative-provision=16 youth-voice=12 governance=8
stem undertak 3
stem undertaken 4 data=50 preparation-for-adulthood=50 impact-evaluation=25
stem underway 5 impact-evaluation=40 commissioning=20 early-identification=20
stem unidentif 3 early-identification=33
stem unit 4 alternative-provision=25 employment=25 training=25
stem universal 6 commissioning=16 early-identification=16 health-visiting=16
stem unmet 3 exclusion=33
stem unnecessari 3 professional-advice=33
stem unnecessary 6 mental-health=16 paediatric=16
stem until 10 exclusion=10 out-of-date-plans=10 transition=10
stem updat 29 EHC-plan=82 annual-review=65 plan-writing=51
stem uptak 4 health-check=50 early-identification=25
stem urgency 4
stem urgent 3
stem useful 15 early-identification=33 support-while-waiting=20 speech-therapy=13
stem using 15 commissioning=20 data=20 strategy=20
stem usual 4 early-identification=25
stem utilis 3 strategy=33
stem valu 46 co-production=36 early-identification=28 professional-advice=23
stem valuabl 9 strategy=33 co-production=22 neurodevelopmental=22
stem vari 10 impact-evaluation=40 professional-advice=30 improvement-plan=20
stem variability 15 EHC-plan=66 plan-writing=20 professional-advice=20
stem variabl 23 plan-writing=17 plan-timeliness=13 social-care=13
stem variety 6 clubs-and-leisure=16 co-production=16 early-identification=16
stem very 23 professional-advice=26 improvement-plan=13 social-care=13
stem via 4 early-identification=50 neurodevelopmental=25
stem view 57 co-production=42 EHC-plan=38 youth-voice=33
stem virtual 10 children-in-care=70 training=30 data=10
stem visibl 14 clubs-and-leisure=35 co-production=21 mainstream=21
stem vision 9 strategy=88 co-production=44 governance=11
stem visit 28 health-visiting=57 early-identification=46 social-care=28
stem visitor 10 health-visiting=90 early-identification=60 impact-evaluation=20
stem voic 62 co-production=51 youth-voice=43 governance=11
stem voluntary 5 strategy=40 mental-health=20
stem vulnerabilit 4 early-identification=50 data=25
stem vulnerabl 26 out-of-area=26 social-care=26 special-school-places=26
stem wait 161 neurodevelopmental=44 support-while-waiting=36 therapy=28
stem want 10 impact-evaluation=30 strategy=20 data=10
stem ways 11 youth-voice=27 co-production=18 children-in-care=9
stem weak 4 out-of-date-plans=25
stem weakness 10 EHC-plan=30 annual-review=30 impact-evaluation=20
stem wealth 5 EHC-plan=20 mental-health=20 plan-writing=20
stem websit 8 local-offer=87 co-production=75 clubs-and-leisure=12
stem week 12 EHC-plan=41 plan-timeliness=41 annual-review=16
stem welcom 7 co-production=14
stem wheelchair 5 equipment=80 impact-evaluation=40 mental-health=40
stem whil 104 support-while-waiting=42 neurodevelopmental=31 therapy=19
stem whol 12 training=25 speech-therapy=16 graduated-approach=8
stem whom 4 EHC-plan=25 clubs-and-leisure=25 professional-advice=25
stem wide 28 co-production=21 neurodevelopmental=21 support-while-waiting=10
stem wider 21 co-production=38 strategy=33 impact-evaluation=23
stem wish 4 co-production=25 social-care=25
stem women 3 health-visiting=66 early-identification=33
stem word 3 social-care=33
stem work 32 co-production=28 exclusion=15 speech-therapy=12
stem worker 61 social-care=65 professional-advice=27 transition=14
stem workforc 15 workforce=93 training=60 strategy=33
stem workstream 3
stem would 12 clubs-and-leisure=16 out-of-date-plans=8
stem written 4 EHC-plan=75 plan-writing=50 professional-advice=50
stem year 96 early-identification=53 out-of-date-plans=16 health-visiting=11
stem yet 37 impact-evaluation=40 mainstream=13 quality-assurance=8
stem you 3 early-identification=33 professional-advice=33
stem younger 9 early-identification=66 health-visiting=22 graduated-approach=11
"""
