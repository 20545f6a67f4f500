"""Polish yes and no (where "no" is neither), emergencies, languages asked for, listening noises."""

YES_NO: dict[str, str] = {
    "yes": """tak, t, zgadza, się zgadza, wszystko zgadza się,
        no raczej, no tak, tak tak, tak jest, ależ tak, owszem, oczywiście, no oczywiście, jak najbardziej, zgadza się,
        wszystko się zgadza, zgoda, potwierdzam, potwierdzone, dokładnie, dokładnie tak, no dokładnie, pewnie,
        no pewnie, pewnie że tak, jasne, no jasne, jasne że tak, no ba, może być, no może być, to może być, niech
        będzie,
        w porządku, wszystko w porządku, pasuje, pasuje mi, mi pasuje, to pasuje, odpowiada mi, odpowiada, poproszę,
        tak poproszę, bardzo proszę, bardzo chętnie, chętnie, z chęcią, z przyjemnością, raczej tak, chyba tak,
        myślę że tak, wydaje mi się że tak, prawda, to prawda, racja, ma pan rację, ma pani rację, czemu nie,
        dlaczego nie, nie ma problemu, nie ma sprawy, żaden problem, bez problemu, nie widzę problemu,
        nie mam nic przeciwko, nic nie stoi na przeszkodzie, naturalnie, rzecz jasna, wiadomo, proszę bardzo,
        proszę rezerwować, proszę zarezerwować, proszę zapisać, proszę mnie zapisać, biorę, bierzemy, rezerwuję,
        umawiamy się, jestem za, właśnie tak, właśnie, to ten, ten numer, z tego numeru, wszystko dobrze, wszystko ok,
        wszystko okej, jest ok, jest okej, jest dobrze, yes, yeah, ta jest, taa, taak, taak jest, se wie, yhy, mhm,
        uhum,
        mhm tak, da, chcę, chciałbym, chciałabym, możemy, możesz, wystarczy, spoko, git""",
    "weak": """ok, okej, okay, dobra, dobrze, no dobrze, no dobra, świetnie, super, doskonale, idealnie, rewelacyjnie,
    fajnie,
        bardzo dobrze, cudownie, wspaniale, proszę, no i dobrze, to dobrze, no super, no to super, ekstra""",
    "no": """nie, n, no nie, nie nie, oj nie, raczej nie, chyba nie, nie dziękuję, nie bardzo, niezbyt, niekoniecznie,
        niestety, niestety nie, absolutnie nie, w żadnym wypadku, w żadnym razie, nigdy, nigdy w życiu, skądże,
        a skąd, skąd, wcale nie, nie zgadza się, nie zgadzam się, nie może być, nie pasuje, nie pasuje mi,
        mi nie pasuje, nie odpowiada, nie odpowiada mi, nie tak, nieprawda, to nieprawda, źle, to źle, niedobrze, błąd,
        błędnie, pomyłka, wykluczone, nic z tego, nie chcę, nie chce, nie potrzebuję, nie trzeba, nie dzisiaj, nie
        teraz,
        jeszcze nie, tym razem nie, wolę nie, lepiej nie, wolałbym nie, wolałabym nie, nie o to chodzi, nie to,
        nie ten, nie ta, to nie to, to nie tak, nic, nic więcej, to wszystko, to już wszystko, nic już,
        dziękuję to wszystko, nie da rady, nie dam rady, nie mogę, nie rezerwować, proszę nie rezerwować,
        proszę tego nie robić, żaden, żadna, żadne, no chyba nie, no raczej nie, myślę że nie, wydaje mi się że nie""",
    "unsure": """nie wiem, no nie wiem, sam nie wiem, sama nie wiem, nie jestem pewien, nie jestem pewna, nie mam
    pojęcia,
        być może, może, zależy, to zależy, trudno powiedzieć,
        muszę pomyśleć, muszę się zastanowić, zastanowię się, zastanawiam się, słucham, jak to, że co,
        nie rozumiem, nie słyszałem, nie słyszałam, nie dosłyszałem, nie dosłyszałam, proszę powtórzyć, tak i nie,
        tak czy nie, tak albo nie, i tak i nie, absolutnie, tak koło, tak około, tak mniej więcej, tak gdzieś,
        tak po, tak jakoś, tak samo, tak naprawdę, tak w ogóle, tak że, także, tak jakby, tak późno, tak wcześnie,
        tak długo, tak szybko, tak drogo, tak dużo, czy tak, jak tak, jeśli tak, jeżeli tak, a tak, skoro tak, tak
        sobie""",
    "pause": "chwila, chwilę, chwileczkę, momencik, moment, zaraz, proszę poczekać, proszę chwilę poczekać",
    "but": "ale, tylko, tylko że, jednak, oprócz, chyba że, jeśli, jeżeli, o ile, zamiast",
    "question": """co, kiedy, gdzie, jaki, jaka, jakie, jakiego, jakiej, który, która, które, której, którego, kto, jak,
        ile, czy, dlaczego, czemu, po co, o której, za ile, a co, a ile, a kiedy, a jak, a czy, a gdzie""",
    "filler": """yyy, eee, yy, ee, hm, hmm, mm, no, to, no to, a, i, dziękuję, dziękuję bardzo, dziękuję ślicznie,
    dzięki,
        bardzo, pan, pani, proszę pana, proszę pani, wie pan, wie pani, znaczy, to znaczy, w takim razie, więc, już, mi,
        jest, się, tego, to jest, w sumie, w zasadzie, cóż, ach, oj, o, halo, mówię, no więc, naprawdę, oczywista,
        jeśli można, jeżeli można, jak można, jeśli to możliwe, jeżeli to możliwe, jeśli to nie problem,
        jeżeli to nie problem, wie pani co, wie pan co, aha, dzień dobry""",
}
""" "no" alone is neither: it may be "well", and it may be a lazy yes; so it is asked again."""

EMERGENCY = """ratunku, pożar, pożaru, pali się, palę się, pali się dom, pali się mieszkanie, dom się pali,
    mieszkanie się pali, nie oddycha, przestał oddychać, przestała oddychać, nie może oddychać, nie mogę oddychać,
    nie może złapać oddechu, nie mogę złapać oddechu, nie mogę złapać tchu, nie może złapać tchu, duszę się, dusi się,
    dusimy się, mam zawał, ma zawał, miał zawał, miała zawał, dostał zawału, dostała zawału, zawał serca, to zawał,
    ma udar, mam udar, dostał udaru, dostała udaru, udar mózgu, to udar, ból w klatce, ból w klatce piersiowej,
    bóle w klatce piersiowej, boli mnie w klatce, boli go w klatce, boli ją w klatce, boli w klatce, boli mnie klatka,
    boli go klatka, kłuje w klatce, kłuje mnie w klatce, ucisk w klatce, nieprzytomny, nieprzytomna, stracił
    przytomność,
    straciła przytomność, traci przytomność, zemdlał, zemdlała, zasłabł, zasłabła, nie reaguje, nie budzi się,
    nie mogę go obudzić, nie mogę jej obudzić, krwotok, mocno krwawi, bardzo krwawi, silnie krwawi, krwawi i nie
    przestaje,
    nie mogę zatamować, wykrwawia się, dużo krwi, wszędzie krew, umiera, umieram, on umiera, ona umiera, zadławił się,
    zadławiła się, dławi się, krztusi się, drgawki, ma drgawki, atak padaczki, atak serca, wstrząs anafilaktyczny,
    porażony prądem, poraził go prąd, poraził ją prąd, przedawkował, przedawkowała, zabiję się, zabić się, chcę się
    zabić,
    chce się zabić, odebrać sobie życie, samobójstwo, nie chcę żyć, nie chce mi się żyć, tonie, topi się człowiek,
    napad,
    napadli, napadnięto, ktoś się włamuje, włamują się, ma nóż, ma broń, strzelają, ulatnia się gaz, ulatnia się czad,
    wyciek gazu, czuć gaz, czadem, zatrucie czadem, wezwać karetkę, wezwij karetkę, wezwijcie karetkę,
    proszę wezwać karetkę, potrzebna karetka, potrzebuję karetki, potrzebujemy karetki, trzeba karetkę, karetkę proszę,
    proszę karetkę, dzwońcie po karetkę, dzwoń po karetkę, wezwać pogotowie, wezwij pogotowie, wezwijcie pogotowie,
    potrzebne pogotowie, potrzebuję pogotowia, dzwońcie po pogotowie, na pogotowie, wezwać policję, wezwijcie policję,
    wezwij policję, dzwońcie po policję, potrzebna policja, wezwać straż, wezwijcie straż, wezwij straż,
    straż pożarną proszę, dzwońcie po straż, zagrożenie życia, zagraża życiu, nagły wypadek, ranny człowiek,
    chest pain, heart attack, not breathing, call an ambulance"""
EMERGENCY_ALONE = """pomocy, na pomoc, pomocy pomocy, karetka, karetkę, pogotowie, policja, policję, straż pożarna,
    zawał, udar, pali"""
EMERGENCY_NOT = """pali się światło, światło się pali, pali się lampka, lampka się pali, pali się kontrolka,
    w zeszłym roku, w zeszłym miesiącu, w zeszłym tygodniu, rok temu, lata temu, lat temu, miesiąc temu,
    miesiące temu, miesięcy temu, tydzień temu, tygodnie temu, dni temu, o mało, prawie, umieram z ciekawości,
    umieram z głodu, umieram z nudów, ulica, ulicy, przy straży, ćwiczenia, szkolenie, po zawale, po udarze,
    nie pali się, mi się nie pali, bez duszności, próbny, nie mam zawału, kurs, przed pożarem, po pożarze,
    mało zawału"""

LANGUAGE_WANTED = {
    "pl": """po polsku, mówić po polsku, w języku polskim, język polski, na polski, wersja polska, polski proszę,
        poproszę polski, nie mówię po angielsku, nie mówie po angielsku, nie rozumiem po angielsku,
        nie znam angielskiego, słabo mówię po angielsku, nie umiem po angielsku, in polish, speak polish, polish
        please""",
    "en": """po angielsku, w języku angielskim, język angielski, na angielski, wersja angielska, angielski proszę,
        poproszę angielski, nie mówię po polsku, nie mówie po polsku, nie rozumiem po polsku, nie znam polskiego,
        słabo mówię po polsku, nie umiem po polsku, in english, speak english, english please, do you speak english""",
}
LANGUAGE_ALONE = {"pl": "polski, polska, polskim, polish", "en": "angielski, angielska, english, inglisz"}
LANGUAGE_NOT = "lekcja angielskiego, nauczyciel angielskiego, kurs angielskiego, po angielsku nie, po polsku nie"
BACKCHANNEL = """mhm, mm, mmm, hm, hmm, uh huh, yhm, yhy, uhm, uhum, aha, acha, ach, no, no tak, tak tak, tak tak tak,
    no no,
    ok, okej, okay, dobra, dobrze, jasne, rozumiem, no dobrze, no dobra, no jasne, aha tak, no rozumiem, pewnie, yeah"""
FUNCTION_TEXT = """jest są był była nie tak czy chcę chciałbym chciałabym proszę poproszę dziękuję dzień dobry na jutro
    się dla mnie kiedy gdzie ile jak jaki godzina godzinę godzinie o w z po przed już mogę można umówić wizytę wizyta
    zapisać
    poniedziałek wtorek środę czwartek piątek sobotę niedzielę pan pani panią pana dzisiaj wolne termin jestem nazywam
    mam macie jeszcze tylko ale bardzo dobrze strzyżenie które która który której przepraszam odwołać halo rano
    wieczorem
    południu może żeby albo lub przez mówić mówi polsku oczywiście przełożyć potrzebuję cześć jakie u do to"""
"""Words that Polish callers use and English ones do not (folded where compared)."""
