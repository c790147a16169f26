"""What docs/pay.md says about each rule: in plain words, by which law and since when, and what an office sets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from payroll.formula import Formula
from payroll.rules import (
    crew,
    grade,
    holiday,
    idle,
    indirect,
    lump_sum,
    minimum,
    night,
    overtime,
    premium,
    progressive,
    quality,
    regional,
    rest_day,
    shortfall,
    withholding,
)
from payroll.rules.law import Law, labour_code
from payroll.rules.progressive import Surplus
from tests.payroll.paper import worked

ACCOUNTING = Law(
    "402-ФЗ «О бухгалтерском учёте», ст. 9", "Federal Law 402-FZ on accounting, art. 9", since=date(2013, 1, 1)
)


@dataclass(frozen=True)
class Rule:
    """One rule of the paper; `worked` gives its lines, counted when asked."""

    ru: str
    en: str
    says_ru: str
    says_en: str
    laws: tuple[Law, ...]
    worked: Callable[[], tuple[Formula, ...]]
    sets_ru: str
    sets_en: str
    settings: tuple[str, ...] = ()
    """Names of the office's settings the rule asks."""


def _one(line: Callable[[], Formula]) -> Callable[[], tuple[Formula, ...]]:
    return lambda: (line(),)


RULES: tuple[Rule, ...] = (
    Rule(
        "Нормы и цены — по дню работы",
        "Norms and rates go by the day of the work",
        "Работа считается по норме и цене, которые действовали в её день. Новая норма или цена прошлого не меняет. "
        "Платить меньше можно через два месяца после объявления, раньше — только с письменного согласия каждого, кого "
        "это касается.",
        "Work is counted by the norm and the rate of its own day. A new norm or rate never changes the past. Lower pay "
        "may begin two months after it was announced; sooner only with the written consent of everybody it touches.",
        (labour_code("74"), labour_code("162")),
        _one(worked.notice),
        "норму (утверждает руководитель) и цену нормо-минуты или часа: человеку, должности или всем; дату объявления "
        "и согласия — если станет меньше.",
        "the norm (the head approves it) and the rate per norm minute or hour, for a person, a position or everybody; "
        "the day of the announcement and the consents where pay falls.",
    ),
    Rule(
        "Оплачивается принятая работа, один раз",
        "Accepted work is paid, once",
        "Каждая строка — это количество, норма и цена. От любой копейки можно дойти до работ, версии нормы, версии "
        "цены и человека, который утвердил.",
        "Every line is a quantity, a norm and a rate. From any kopeck one comes to the works, the version of the norm, "
        "the version of the rate and the person who approved.",
        (labour_code("150"), ACCOUNTING),
        _one(worked.piece_line),
        "ничего, так считается всегда.",
        "nothing, it is always so.",
    ),
    Rule(
        "Табель и норма часов",
        "The timesheet and the norm of hours",
        "Рядом с выработкой стоят часы по кодам (Я, Н, С, РВ, РП, НП, ВП…). Норма часов месяца — по производственному "
        "календарю, для неполной ставки — её доля.",
        "Beside output stand hours by code (Я work, Н night, С overtime, РВ day of rest, РП, НП, ВП idle…). The norm "
        "of hours comes from the production calendar, and by the share of full time.",
        (labour_code("91, 95"),),
        _one(worked.norm_hours),
        "ведётся ли табель; сами дни — на странице табеля месяца. Без табеля офис платит только за выработку.",
        "whether a timesheet is kept; the days themselves on the month's timesheet page. Without one the office pays "
        "by output alone.",
        ("timesheet",),
    ),
    Rule(
        "Выполнение норм",
        "Fulfilment of the norms",
        "Нормо-часы, делённые на отработанные часы без простоя и без работ без нормы. До выплаты не округляется.",
        "Norm hours divided by the hours worked, without idle time and without work that has no norm. It is not "
        "rounded before money is.",
        (labour_code("160"),),
        _one(worked.fulfilment),
        "ничего, считается из работ и табеля.",
        "nothing, it follows from the works and the timesheet.",
    ),
    Rule(
        "Доплата до МРОТ",
        "The floor: the minimum wage",
        "За полностью отработанную норму времени выходит не меньше МРОТ (федерального или регионального, что выше), за "
        "часть нормы — доля. Ночные, сверхурочные, выходные и районный коэффициент в счёт не идут. Если нормы не "
        "выполнены по вине самого работника, доплату только предлагают, решает руководитель. Кто не "
        "сотрудник по роли и ничего не сделал (руководитель на окладе), тому не начисляется ничего.",
        "For a norm of time worked in full pay is not below the minimum wage (federal or regional, whichever is "
        "higher), for a part of it, its share. Nights, overtime, days of rest and the regional coefficient do not "
        "count towards it. Where norms were missed at the person's own fault the top-up is a proposal and the "
        "head decides. Who has no role of an employee and did no work (a head on a salary) is counted nothing.",
        (minimum.LAW,),
        _one(worked.minimum),
        "региональный МРОТ, если он выше; год с новым МРОТ — до его начала.",
        "the regional minimum where it is higher; the minimum of a new year before the year begins.",
        ("regional_minimum",),
    ),
    Rule(
        "Выходные и праздники",
        "Weekends and holidays",
        "Работа, отмеченная в табеле РВ, оплачивается не менее чем вдвойне: к одинарной сумме дня добавляется ещё "
        "столько же. Если человек выбрал день отдыха — одинарно.",
        "Work marked РВ in the timesheet is paid at least double: the day's single sum is added once more. Where the "
        "person chose a day off it is paid singly.",
        (rest_day.LAW,),
        _one(worked.rest_day),
        "множитель (не меньше 2); по человеку и дню — выбор дня отдыха.",
        "the multiplier (not below 2); by person and day, that a day off was chosen.",
        ("rest_day_multiplier",),
    ),
    Rule(
        "Неиспользованный день отдыха",
        "A day off never taken",
        "При увольнении за день отдыха, который выбрали и не использовали, доплачивают разницу между повышенной и "
        "одинарной оплатой.",
        "At dismissal a day off that was chosen and not taken is settled: the difference between the raised and the "
        "single pay.",
        (rest_day.UNUSED_DAY_OFF_LAW,),
        _one(worked.day_off),
        "отметку об этом дне в месяце увольнения.",
        "a note of that day in the month of dismissal.",
    ),
    Rule(
        "Сверхурочные",
        "Overtime",
        "Часы, отмеченные С: за первые два часа дня сверх одинарной оплаты добавляется половина, за остальные — целая. "
        "База — средний час месяца с премиями (первая строка) или то, что сделано в эти часы (вторая): работы с начала "
        "сверхурочного времени, столько, сколько отмечено в табеле. При суммированном учёте два часа берутся на каждый "
        "отработанный день, и считается всегда по часам.",
        "Hours marked С: for the first two of a day half is added to the single pay, for the rest a whole. The base is "
        "the month's average hour, premiums included (the first line), or what was made in those hours (the second): "
        "the works from the time overtime begins, for as long as the timesheet says. With summed accounting two hours "
        "are taken for each day worked, and it is always by hours.",
        (overtime.LAW,),
        lambda: (worked.overtime(), worked.overtime_by_units()),
        "поденный или суммированный учёт; по часам или по единицам, и с какого времени.",
        "daily or summed accounting; by hours or by units, and from which time.",
        ("overtime_count", "overtime_pay", "overtime_from"),
    ),
    Rule(
        "Ночные часы",
        "Night hours",
        "За часы, отмеченные Н (с 22 до 6), добавляется не меньше 20 % часового тарифа.",
        "For hours marked Н (22:00 to 6:00) at least 20% of the hourly tariff is added.",
        (night.LAW,),
        _one(worked.night),
        "процент (не меньше 20) и часовой тариф каждого, кто работает ночью.",
        "the percentage (not below 20), and the hourly tariff of everybody who works nights.",
        ("night_percent",),
    ),
    Rule(
        "Нормы не выполнены",
        "Norms not fulfilled",
        "По вине работодателя платят не меньше среднего заработка, ни по чьей вине — не меньше двух третей тарифа, по "
        "вине работника — по выработке. Первая строка — вина работодателя, вторая — ничья.",
        "At the employer's fault pay is not below the average earnings, at nobody's not below two thirds of the "
        "tariff, at the person's own by output. The first line is the employer's fault, the second nobody's.",
        (shortfall.LAW,),
        lambda: (worked.shortfall_of_employer(), worked.shortfall_of_nobody()),
        "отметку о причине за месяц; средний час и тариф с датой и основанием.",
        "the month's note of the cause; the average hour and the tariff, dated, with their source.",
    ),
    Rule(
        "Простой",
        "Idle time",
        "По вине работодателя (РП) — две трети среднего заработка, ни по чьей (НП) — две трети тарифа, по вине "
        "работника (ВП) — ничего. Часы простоя не портят процент выполнения норм.",
        "At the employer's fault (РП) two thirds of the average earnings, at nobody's (НП) two thirds of the tariff, "
        "at the person's own (ВП) nothing. Idle hours do not lower the fulfilment of norms.",
        (idle.LAW,),
        lambda: (worked.idle_of_employer(), worked.idle_of_nobody()),
        "средний час и тариф с датой и основанием.",
        "the average hour and the tariff, dated, with their source.",
    ),
    Rule(
        "Закрытый месяц и перерасчёт",
        "A closed month and its corrections",
        "Закрытое не меняется. Ошибка исправляется в открытом месяце двумя строками: сторно старой и правильная, с "
        "указанием исходного месяца. Неверный тип — не счётная ошибка: лишнее только предлагают вернуть добровольно.",
        "What is closed does not change. A mistake is corrected in an open month by two lines, a storno of the old one "
        "and the right one, naming the month they correct. A wrong type is no counting error: what was overpaid is "
        "only offered for voluntary return.",
        (labour_code("137"),),
        worked.correction,
        "ответ человека на предложение вернуть: согласен или нет, с датой заявления.",
        "the person's answer to the offer: agreed or not, with the day of the statement.",
    ),
    Rule(
        "Выплата дважды в месяц",
        "Paid twice a month",
        "За дни с 1 по 15 руководитель или бухгалтер утверждает аванс — по работам этих дней, без премий и доплат. "
        "Месяц считается целиком, и листок показывает, сколько выплачено авансом и сколько осталось. "
        "Увольняющегося можно закрыть отдельно. Каждую выплату утверждает человек.",
        "For days 1 to 15 the head or the accountant approves a figure on account: the works of those days, without "
        "premiums and supplements. The month is counted whole, and the slip shows what was paid on account and what is "
        "left. Who leaves can be closed apart. A person approves every run.",
        (labour_code("136"), labour_code("86")),
        worked.on_account,
        "ничего, утверждает каждый аванс и каждый месяц.",
        "nothing; it approves each figure on account and each month.",
    ),
    Rule(
        "Округление",
        "Rounding",
        "До копейки, половина вверх. Либо округляется расценка за единицу (первая строка), либо только итог строки "
        "(вторая). Листок — сумма своих строк.",
        "To the kopeck, half up. Either the piece rate of a unit is rounded (the first line) or only the line itself "
        "(the second). A slip is the sum of its lines.",
        (ACCOUNTING,),
        worked.rounding,
        "где округлять, с даты.",
        "where to round, from a day on.",
        ("rounding",),
    ),
    Rule(
        "Деление суммы",
        "Sharing a sum",
        "Части всегда складываются в целое: лишние копейки получают те, у кого больше остаток.",
        "Parts always add up to the whole: kopecks left over go to the largest remainders.",
        (ACCOUNTING,),
        _one(worked.shares),
        "ничего.",
        "nothing.",
    ),
    Rule(
        "Премия",
        "Premiums",
        "Процент от сдельной оплаты или от тарифа за отработанные часы: постоянный или за выполнение плана. У премии "
        "есть основание — бумага организации. Здесь: 10 % за план и 1 % за каждый целый процент сверх него, выполнено "
        "на 105,2 %.",
        "A percentage of piece pay or of the tariff for the hours worked, fixed or for reaching the plan. A premium "
        "has a ground, a paper of the office. Here: 10% for the plan and 1% for each whole percent above, 105.2% "
        "reached.",
        (premium.LAW,),
        _one(worked.plan_premium),
        "схему оплаты человека, должности или всех: название, базу, проценты, основание.",
        "the scheme of a person, a position or everybody: name, base, percentages, ground.",
    ),
    Rule(
        "Снижение премии за проступок",
        "A premium cut for a disciplinary action",
        "Снизить можно только премию того же периода, и месячный заработок уменьшится не больше чем на 20 %: берётся "
        "меньшее из трёх.",
        "Only the premium of the same period can be cut, and the month's pay falls by not more than 20%: the least of "
        "the three counts.",
        (premium.CUT_LAW,),
        _one(worked.cut),
        "отметку за месяц: сумма и приказ.",
        "the month's note: the sum and the order.",
    ),
    Rule(
        "Прогрессивная оплата",
        "Progressive piece pay",
        "Сверх нормы цена выше: со 100 % — в 1,5 раза, со 110 % — вдвое. Либо каждая ступень по своей цене (первая "
        "строка), либо всё сверх нормы по цене достигнутой ступени (вторая). Выполнено на 125 %.",
        "Above the norm the price is higher: from 100% one and a half times, from 110% twice. Either each band has its "
        "own price (the first line), or the whole surplus has that of the band reached (the second). 125% fulfilled.",
        (progressive.LAW,),
        lambda: (worked.progression(Surplus.MARGINAL), worked.progression(Surplus.WHOLE)),
        "ступени в схеме оплаты.",
        "the bands, in the scheme.",
    ),
    Rule(
        "Косвенно-сдельная оплата",
        "Indirect piece pay",
        "Кто обслуживает других, получает по их выработке: тариф за эти дни делится на нормы обслуживаемых и "
        "умножается на нормо-минуты, которые они сделали. Часы такой работы в норму самого работника не входят.",
        "Who serves others is paid by their output: the tariff for the days over the norms of those served, times the "
        "norm minutes they made. Hours of such work leave the person's own norms.",
        (indirect.LAW,),
        _one(worked.indirect),
        "распоряжение на странице нарядов: кому, тариф и его основание, дни, кого обслуживает и их нормы; принимает "
        "руководитель.",
        "a paper on the page of jobs: who is paid, the tariff and its ground, the days, whom they serve and their "
        "norms; the head accepts it.",
    ),
    Rule(
        "Аккордная оплата",
        "A lump sum for a job",
        "Цена за всю работу и надбавка за каждый процент сэкономленного времени; опоздание цену не снижает. Здесь: 18 "
        "дней вместо 20, полпроцента за процент.",
        "A price for the whole job and more for each percent of time saved; being late costs nothing. Here: 18 days "
        "instead of 20, half a percent for each.",
        (lump_sum.LAW,),
        _one(worked.lump),
        "аккордный наряд на странице нарядов: цену, срок по плану и на деле, надбавку за процент, участников; "
        "принимает руководитель.",
        "a lump sum on the page of jobs: the price, the planned and the actual time, the bonus for a percent, the "
        "people; the head accepts it.",
    ),
    Rule(
        "Бригада",
        "A crew",
        "Общая сумма, или нормо-минуты по цене, делится по КТУ, по КТУ и дням (так в примере), по тарифу и часам или "
        "по суммам из протокола бригады; части складываются в неё до копейки. Часы на наряде в норму месяца не входят.",
        "One sum, or norm minutes at a rate, is shared by КТУ (the coefficient of participation), by КТУ and days (as "
        "here), by tariff and hours, or as the crew's own protocol says; the parts add up to it to the kopeck. Hours "
        "on the job leave the norms of the month.",
        (crew.LAW,),
        worked.crew,
        "наряд на странице нарядов: номер и дату, что сделано, дни, цену и её основание, способ деления, участников с "
        "КТУ от 0 до 2 и причиной, если он не 1; принимает руководитель.",
        "a job on the page of jobs: its number and day, what was done, the days, the price and its ground, the way of "
        "sharing, the people with a КТУ from 0 to 2 and the reason where it is not 1; the head accepts it.",
    ),
    Rule(
        "Качество",
        "Quality",
        "Брак не по вине работника оплачивается как хорошая работа, полный брак по его вине не оплачивается, частичный "
        "— по степени годности (здесь 60 %). Выработка не меняется: нормо-минуты остаются, меньше становится только "
        "оплата. Акт после закрытия месяца исправляет его перерасчётом.",
        "Defects at nobody's fault are paid like good work, a total one at the own fault is not paid, a partial one by "
        "how far it can be used (here 60%). Output stays: the norm minutes remain, only pay falls. An act that comes "
        "after the month was closed corrects it in an open one.",
        (quality.LAW,),
        _one(worked.partial_quality),
        "акт на каждую такую работу: руководитель или администратор пишет причину, сотрудник с ним знакомится. Без "
        "акта работа принята.",
        "an act on each such work: the head or an administrator writes why, and its author gets to know it. Without an "
        "act a work is accepted.",
    ),
    Rule(
        "Межразрядная разница",
        "Work below one's own grade",
        "Где есть разряды, работа стоит по разряду её вида, а кому она ниже своего разряда, тому разницу до расценки "
        "своего платят отдельной строкой. Работа выше своего разряда оплачивается по её цене.",
        "Where there are grades a work is priced by the grade of its type, and whoever has a higher one is paid the "
        "difference up to the piece rate of the own grade as a line of its own. Work above it has its price.",
        (grade.LAW,),
        _one(worked.grade),
        "сетку разрядов с коэффициентами, разряды видов работ, должностей и людей, с даты и с основанием. Без сетки "
        "ничего не меняется.",
        "the scale of grades with its coefficients, the grades of work types, positions and people, dated, each with "
        "its source. Without a scale nothing changes.",
    ),
    Rule(
        "Праздничные дни без работы",
        "Holidays without work",
        "У кого нет оклада, тому за нерабочий праздничный день платят вознаграждение.",
        "Who has no salary is paid a remuneration for a holiday on which they did not work.",
        (holiday.LAW,),
        _one(worked.holiday),
        "сумму за день.",
        "the sum for a day.",
        ("holiday_sum",),
    ),
    Rule(
        "Районный коэффициент",
        "The regional coefficient",
        "Начисляется сверх всего, и сверх доплаты до МРОТ тоже.",
        "It comes on top of everything, the top-up to the minimum included.",
        (regional.LAW,),
        _one(worked.regional),
        "коэффициент.",
        "the coefficient.",
        ("regional_coefficient",),
    ),
    Rule(
        "Работы без нормы, по времени",
        "Work without a norm, by time",
        "Совещание, обучение, ожидание описывают с минутами; руководитель подтверждает, и минуты оплачиваются по цене "
        "нормо-минуты. В выработку они не входят.",
        "A meeting, training or waiting is described with its minutes; the head confirms them, and they are paid at "
        "the rate of a norm minute. They are not output.",
        (labour_code("135"),),
        _one(worked.without_norm),
        "ничего, решает руководитель по каждой работе.",
        "nothing, the head decides on each work.",
    ),
    Rule(
        "Пределы удержаний",
        "Ceilings of withholding",
        "Удерживает бухгалтерия из суммы после налога: как правило, не больше 20 %, по федеральному закону до 50 %, по "
        "алиментам до 70 %. Программа не удерживает ничего.",
        "Accounting withholds from pay after tax: as a rule not more than 20%, up to 50% by federal law, up to 70% for "
        "alimony. The program withholds nothing.",
        (withholding.LAW,),
        _one(worked.withheld),
        "ничего.",
        "nothing.",
    ),
)
