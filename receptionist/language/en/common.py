"""Everyday English words (folded): what callers say, so neither somebody's name nor a near-miss of one."""

from receptionist.language.words import word_set

COMMON = word_set("""
a i'd i've you've you'd we'd we've he'd he's he'll she'd she'll they're they'd they've that'd it'd it'll who's why's
    how's where's here's there'll who'd would've should've mustn't needn't ain't y'all
about above actually after afternoon afternoons again ago ah aha ahead all almost alone already alright also
although always am an and another any anybody anyone anything anytime anyway apparently appointment appointments april
are area aren't around as ask asked asking at august available away awful back bad badly basically be because been
before began begin behind being believe below best better between big birthday bit black blue bloody book booked
booking bookings both bother bottom box boy break bring brother brown bus business busy but buy by bye call called
caller calling came can cancel cancelled cancelling cannot can't car card care careful case cash certain certainly
chance change changed changing cheap cheaper check checking child children christmas clear clearly clinic close closed
closes closing coffee cold come comes coming company complain completely confirm confirmed contact cool correct cost
costs could couldn't couple course cross cup customer cut dad daughter day days dead deal dear december definitely
dental dentist dentists depends desk did didn't different difficult do doctor doctors does doesn't doing done don't
    door
double down drop due during each earlier earliest early easy eh eight eighteen eighty either eleven else email
emergency end english enough er erm especially even evening evenings ever every everybody everyone everything exactly
excellent except excuse expect expensive explain extra eye face fact fair family far fast father favourite february
    feel
feeling feels few fifteen fifth fifty find fine finish finished fire first five fix following food for forget forgot
forty forward four fourteen fourth free friday fridays friend from front full fun funny further future gave get gets
getting girl give given giving glad go god goes going gone gonna good goodbye got gotta grand great green group guess
    guy
had hadn't hair half hand handle hang happen happened happens happy hard has hasn't hate have haven't having he head
    hear
heard hearing hello help helpful her here hers hey hi high him himself his hm hmm hold holiday holidays home honestly
    hope
hopefully hour hours house how however huh human hundred hurry hurt hurts husband i idea if i'll ill i'm immediately
important in indeed inform information inside instead interested into is isn't issue it it's its itself i've january
    job
july june just keep kept kid kids kind kindly knew know known lady last late later latest leave leaving left less let
let's like likely line listen little live lives local location london long longer look looking looks lost lot lots
    loud
love lovely low lunch lunchtime ma'am machine made make makes making man manage many march matter may maybe me mean
    means
meant meet meeting message mid midday middle midnight might million mind mine minute minutes miss missed mistake mm
    mobile
moment monday mondays money month months more morning mornings most mother move moved moving much mum must my myself
    name
named names near nearly need needed needs neither never new next nice night nine nineteen ninety no nobody none noon
    nope
nor normal normally not nothing november now number numbers o'clock october of off offer office often oh ok okay old
    on
once one ones online only open opening opens operator or order other others otherwise ought our ours out outside over
    own
pain paid parents park parking part partner past patient pay paying payment people perfect perhaps person phone pick
    place
plan plans please pleased plus pm point polish possible possibly post pounds prefer preferably present press pretty
    price
prices probably problem proper properly pulling pull push put query question questions quick quickly quiet quite
    rather
reach ready real really reason receive recently reception receptionist recommend regarding register regular remember
reminder repeat reschedule rescheduled rescheduling reservation rest return right ring robot room round running sad
    safe
said same saturday saturdays saw say saying says school second secretary see seem seems seen send sent september
    serious
service services seven seventeen seventy several shall she she's short should shouldn't show shut sick side simple
    since
sir sister sit six sixteen sixty sleep slot slots slow slower slowly small so some somebody someone something sometime
sometimes somewhere son soon sooner soonest sore sorry sort sound sounds speak speaking special spell spelled spelling
spelt spoke spoken staff stand start started starting starts stay still stop stopped straight street stuck stuff
    stupid
such suit suits sunday sundays supposed sure surely surname switch take taken takes taking talk talking team tell ten
    terrible text than thank
thanks that that'll that's the their them then there there's these they thing things think third thirteen thirty this
those though thought thousand three through thursday thursdays till time times tired to today together told tomorrow
tonight too took top total touch towards town train transfer treatment tried true truly try trying tuesday tuesdays
    turn
twelve twenty twice two uh um under understand unfortunately until up upset urgent us use used using usual usually
    very
visit visits voice wait waiting walk wanna want wanted wanting wants was wasn't wash watch way we website wednesday
wednesdays week weekday weekdays weekend weekends weeks weird welcome well we'll went were we're weren't what whatever
what's when whenever where wherever whether which while who whoever whole whose why wife will wish with within without
woman won't wonder wonderful wondering word work working works world worry worse worst would wouldn't write wrong yeah
year years yep yes yesterday yet you you'll your you're yours yourself yup
allergic baby bathroom brush cleaning client complete consultation cream delayed details dinner drive driver driving
exam filling fillings follow hungry insurance interview invoice letter lips mouth music nail nails nearby nervous
    nurse
paper pharmacy phoning ringing rude rush sell selling session shop spray student style styling supplier tooth teeth
traffic trouble unable unsure weather worried zero
    """)
