"""Everyday Polish words (folded): what callers say, so neither somebody's name nor a near-miss of one."""

from receptionist.language.words import word_set

COMMON = word_set(
    """
a aby absolutnie adres akurat albo ale ależ alternatywnie ani anuluj anulować asystent aha aj ach awaria bardziej
bardzo będą będę będzie będziemy bez bezpłatnie biuro bo boli ból brat brak brody być był była było byłaby byłby byłoby
były całkiem cały cena cenę ceny cennik chce chcę chcemy chciał chciała chciałabym chciałbym chcieć chciałem chciałam
chodzi choć choćby chory chora chwila chwilę chwileczkę ciągle ciebie cię ciężko co coś córka córki córkę cóż czas
    czasem
czasie czasu cześć często czego czekać czekam czemu czerwca czerwiec czterdzieści czternasta cztery czuję czwarta
czwartej czwarty czwartek czwartku czy czyli czym czynne czynny dać dać dacie dalej daleko dam dane data datę daty dawno
dasz deszcz dla dlaczego dlatego dłużej długo do dobra dobre dobry dobrze dodać dokąd dokładnie doktor doktora
doktorze dom domu dopiero dostać dostępne dotyczy dość dowolny drogi drogo druga drugi drugiego drugiej dużo dwa
dwadzieścia dwanaście dwie dwóch dwudziesta dwudziestego dwunasta dwunastej dziecka dziecko dzieci dziękuję dzięki
dziewiąta dziewiątej dziewięć dziesiąta dziesiątej dziesięć dzień dniu dni dnia dnie dokończyć dzisiaj dziś dzwoni
dzwonić dzwonię email farbowania farbowanie firma firmy fryzjer fryzjera gdy gdyby gdzie gdzieś generalnie głos głośniej
głupi godzin godzina godzinę godzinie godziny gotówka gotówką grudnia grudzień halo hej hmm i ich idę ile ilu im
imię imienia inaczej informacja informacje informację inna inne innego innej inny innym iść ja jak jaka jaki jakie
jakiego jakiej jakieś jakiś jakimś jako jakoś jasne jechać jeden jedenaście jedenasta jedenastej jedna jednak jedno jego
jej jemu jest jestem jestesmy jesteście jesteś jeszcze jeśli jeżeli już jutra jutro kartą kartę karta każdy każda
kiedy kiedyś klient klientka koleżanka kolega koniec koniecznie konsultant konsultantem konsultanta konsultacja
konsultację kontakt kończy koszt kosztować kosztuje koło ktokolwiek kto która które której który którego którym ktoś
kupić kwadrans kwiecień kwietnia lat lata lecz lekarz lekarza lepiej lepiej lepszy leczenie lewo lewy likwidować
lipca lipiec listopad listopada literuję literować lub lubię luty lutego ładnie łatwo ma mają mam mama mamę mamy mamie
macie maj maja małe mały marca marzec mąż męża mężem masz mi mieć miejsca miejsce mieszkam miesiąc miesiąca miesięcy
miła miło miły mimo minęło minut minuta minutę minuty mnie mną mniej mniejszy mogą mogę mogła mogłaby mogłabym mogłby
mogłbym moglibyśmy moja moje mojego mojej moją moim może można możecie możemy możesz możliwe możliwość możliwy mój
mówi mówię mówić mówiłam mówiłem mów musi muszę musimy my myślę na nad najbliższy najbliższa najbliższe najbliższym
najlepiej najpierw najpóźniej najszybciej najwcześniej nam nami namówić naprawdę nas nasz nasza następna następny
następnego następnym naturalnie nawet nazwisko nazwiska nazywa nazywam nerwy niech niego niej nie niedziela niedzielę
niedzieli niektóre niestety nic nich nigdy nim nimi niż no nowa nowy noc nocy normalnie numer numeru o ob oba
obcięcie obciąć obie obojętnie obok od odbiór oddzwonić odwołać odwołanie oczywiście ogóle ojciec ok okej okolica około
on ona one oni ono opłata oprócz osiem osiemnasta osoba osobą osobę osoby ostatni ostatnia oto owszem ósma ósmej pa
październik października pan pana panem pani panią panie panu państwo państwa pamiętam parę parking parkować pewna pewne
pewien pewno pewnie pewny piątą piąta piątek piątej piątku pięć piętnaście piętnasta piętnastej pierwsza pierwszy
    pierwszego
pierwszej pięćdziesiąt plus płacić po pociąg pod poczekać poczekam podać podać podam podcięcie pogotowie pojutrze pokój
południe południu polska polski polsku angielsku angielski pomoc pomocy pomóc pomyłka ponieważ poniedziałek poniedziałku
poproszę poprosić porze pora porę porozmawiać potem potrzebna potrzebny potrzebuje potrzebuję potwierdzam potwierdzić
powiedzieć powiedziała powiedziałam powiedziałem powiem powód powoli powtórzyć powtórz półtorej pół później
późno pracuje praca prawda prawdę prawo prawie problem prosić proszę prosta proste prosto przed przede przeciw
przecież przekazać przełożyć przełożenie przepraszam przerwa przez przeszkadza przy przyjąć przyjadę przyjdę przyjechać
przyjmuje przyjmujecie przyjść przykład przykro ptaki pytać pytam pytanie pytania radio rano rana ranek raczej raz
razem razie razy recepcja robi robić robot robota robię rok roku rozmawiać rozumiem również różne rzecz rzeczy
rzeczywiście rezerwacja rezerwację rezerwować sam sama same samo samochód salon salonu są siebie się siedem siedemnasta
siedemnastej siódma siódmej sierpień sierpnia siostra skąd skoro słabo słowo słucham słychać sobą sobie sobota sobotę
soboty spać spokojnie spotkanie spotkania spóźnię sprawa sprawie sprawę sprawdzić stąd stary sto stoi stop strona strony
stronie styczeń stycznia strzyżenia strzyżenie stara stało studio super suszenie swoja swoje swój syn syna synem syna
szanowny szesnasta szesnastej sześć szkoda szkoła szósta szóstej szukam szybciej szybko ślicznie środa środę środy
    świetnie
święta święto ta tą tak taka taki takie także tam tata tata te tego tej tel telefon telefonu temu ten teraz termin
terminu terminy też tę to tobą tobie trochę trudno trwa trzeba trzecia trzeci trzeciej trzy trzynaście trzynasta
trzynastej trzydzieści tu tutaj tych tyle tylko tym tymi typ ty tydzień tygodnia tygodnie tygodniu tysiąc
ubezpieczenie uczulenie udało ulica umówić umówienie umówiona umówiony upewnić usłyszeć usługa usługę usługi ustalić
uwaga w wam wami was wasz wasza wasze wczoraj wcale wcześnie wcześniej wcześniejszy we według wezwać weekend
wiadomość wiem wieczór wieczorem wieku wiele więc więcej wizyta wizytę wizyty wizytą witam wolałabym wolałbym wolę
wolna wolne wolny wolno wolniej wolnego włos włosy włosów wpół wrócić wrzesień września wszystko wszystkie wszyscy
wtedy wtorek wtorku wy wybrać wybieram wygodnie wykonuje wy wziąć wyjść wystarczy wysłać z za zabieg zabiegi zabiegu
zadzwonić zadzwonię zajęta zajęty zapisać zapisanie zapłacić zaproponować zaraz zamknięte zamiast zamówić zanim zatem
zawsze zdrowie ze zeszły zero zęby zęba ząb zgadza zgoda zielony zimno zła złe zły złoty złote złotych zmiana zmienić
zmiany znaczy zna znać znajdę znajomy znam znany znów znowu zobaczyć zostać zostawić zresztą zrobić został zwykle
zwłaszcza żaden żadna żadne że żeby żona żony żonę życie życzę
        """
)
