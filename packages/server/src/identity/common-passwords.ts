/**
 * The most common passwords of eight characters or more, as lists of leaked passwords show them:
 * rows on the keyboard, numbers, names, teams, and the word itself. Lower case, sorted.
 */
const COMMON = new Set(
  `
!qaz2wsx 00000000 000000000 0000000000 01234567 012345678 0123456789 10101010 10203040
102030405 1020304050 11111111 111111111 1111111111 11112222 11221122 11223344 1122334455
112233445566 12121212 12301230 12312312 123123123 1231231234 123321123 1233211234567 12341234
12344321 123454321 1234554321 123456123 123456654321 12345678 123456789 1234567890 1234567891
12345678910 1234567899 123456789a 123456789q 12345679 123456987 123456aa 123456ab 123456abc
123456as 123456qw 123456qwe 12345abc 12345qwert 12349876 1234abcd 1234asdf 1234password
1234qwer 1234qwerasdf 123abc123 123password 123qwe123 123qweasd 123qweasdzxc 12qw34er 12qwaszx
13131313 14141414 147258369 1472583690 147852369 159357159 159753159 159753456 19841984
19851985 19861986 19871987 19881988 19891989 19901990 19911991 19921992 1a2b3c4d 1a2b3c4d5e
1password 1q1q1q1q 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz1qaz 1qaz2wsx 1qaz2wsx3edc 1qaz@wsx
1qazxsw2 20002000 20202020 20222022 20242024 20252025 21212121 22222222 23232323 25252525
31313131 321321321 33333333 44444444 456456456 55555555 555555555 66666666 666666666 69696969
741852963 77777777 777777777 78787878 789456123 7894561230 789789789 8675309a 87654321
88888888 888888888 963852741 98765432 987654321 9876543210 987987987 999888777 99999999
999999999 a1234567 a12345678 a123456789 a1b2c3d4 a1b2c3d4e5 aa123456 aa12345678 aaa111222
aaaa1111 aaaaaaaa aaaaaaaaa aaaaaaaaaa aabbccdd abc12345 abc123456 abc123abc abcabcabc
abcd1234 abcd12345 abcd123456 abcdabcd abcde123 abcde12345 abcdefg1 abcdefg123 abcdefgh
abcdefghi abcdefghij access123 access14 access99 admin123 admin1234 admin12345 admin123456
admin2020 admin2024 admin2025 admin@123 adminadmin administrator administrator1 airborne
airforce airplane alejandra alejandro alexander alexander1 alexandra alexandra1 alhamdulillah
amazon123 america1 american andrew12 andrew123 angel123 angelbaby angelica angelina angels123
anthony1 anthony12 anthony123 apple123 apple1234 apples123 arsenal1 arsenal123 arsenalfc
asd123asd asdasdasd asdf1234 asdf12345 asdfasdf asdfg12345 asdfgh123 asdfghjk asdfghjkl
asdfghjkl1 asdfjkl; asdfqwer asdqwe123 ashley12 ashley123 assassin assassin1 asshole1
asshole123 australia autumn123 autumn2023 autumn2024 autumn2025 azerty123 azerty1234 azertyui
azertyuiop babyblue babyboy1 babyface babygirl babygirl1 babygirl12 babygirl123 babygirl2
banana123 barcelona barcelona1 bartsimpson baseball baseball1 baseball12 baseball2 basketball
basketball1 bastard1 batman12 batman123 beatles1 beautiful beautiful1 benjamin benjamin1
besiktas bestfriend bestfriends bigdaddy bigdaddy1 bigmoney bismillah bismillah1 bitch123
blackberry blessed1 blessing blink-182 blink182 blossom1 blueberry brandon1 brandon123
brasil123 brazil123 brittany brittany1 broncos1 bulldog1 bulldogs bulldogs1 bullshit bullshit1
business business1 butterfly butterfly1 california california1 callofduty camaro69 canada123
candyman captain1 carolina caroline cashmoney catherine champion champion1 champions changeit
changeme changeme1 changeme123 charizard charles1 charlie1 charlie12 charlie123 charlie2
cheese123 chelsea1 chelsea123 chelseafc cherry123 chevrolet chicago1 chocolate chocolate1
christian christian1 christina christine christopher claudia1 college1 colombia company1
company123 computer computer1 computer123 contrasena contraseña contraseña1 cookie123 cookies1
correcthorse corvette corvette1 counterstrike cowboys1 cowboys22 cristiano crystal1 crystal123
cupcake1 daniel12 daniel123 daniel1234 danielle danielle1 darling1 database dddddddd december
december1 default1 default123 demo1234 demodemo diamond1 diamond123 diamonds dollars1 dolphin1
dolphins dolphins1 doraemon dragon12 dragon123 dragon1234 dragonball dragonballz dragonfly
dragons1 dumbledore eagles123 elephant elephant1 elizabeth elizabeth1 emerald1 eminem123
england1 england123 facebook facebook1 facebook123 faith123 familia1 family123 february
fenerbahce fernando fernando1 ferrari1 ferrari123 fireball firebird firefox1 florida1
flower123 flowers1 football football1 football12 football123 football2 forever1 forever21
fortnite fortnite1 fortnite123 fortune1 france123 francisco franklin freedom! freedom1
freedom123 friday13 friends1 friendship fuckoff1 fuckthis fuckyou! fuckyou1 fuckyou12
fuckyou123 fuckyou2 gabriel1 gabriel123 gabriela galatasaray gandalf1 gandalf123 ganesha1
gangsta1 gangster gangster1 garfield george123 germany1 gmail123 godisgood godislove goldberg
golden123 goldfish goodluck goodmorning goodnight google123 greenday greenday1 gryffindor
guest123 guest1234 guestguest hallelujah hannah123 harley123 harrypotter haslo123 hawaii50
heaven123 hello123 hello123! hello1234 hello12345 hellohello hellokitty hellokitty1 helloworld
helloworld1 heslo1234 hithere1 hockey123 hogwarts homer123 honda123 hongkong hotmail1 houston1
howareyou hulkhogan hunter12 hunter123 hunter1234 hurricane hustler1 ilovegod iloveher
ilovehim ilovejesus iloveme1 iloveme2 ilovemom ilovemum ilovemusic ilovemyfamily ilovemymom
ilovemyself iloveyou iloveyou! iloveyou1 iloveyou12 iloveyou123 iloveyou2 iloveyou3 iloveyou7
india123 indonesia inshallah instagram internet internet1 internet123 iphone123 ireland1
ironmaiden ironman1 ironman123 isabella isabella1 istanbul jackson1 jackson123 jackson5
jaimatadi jamaica1 january1 jasmine1 jasmine123 jennifer jennifer1 jennifer2 jeremiah jessica1
jessica12 jessica123 jesus123 jesuschrist jesusislord jonathan jonathan1 jonathan123 jordan123
jordan23 joseph123 joshua12 joshua123 justin123 juventus kawasaki keyboard keyboard1 killer12
killer123 killer1234 killerman kimberly kimberly1 kkkkkkkk kobe2424 krishna1 krishna123
lakers123 lakers24 lasvegas lauren123 legend123 leonardo letmein! letmein1 letmein12
letmein123 letmein1234 letmein2 letmeinnow lightning lightning1 linkedin linkedin1 linkinpark
linux123 lionking liverpool liverpool1 liverpool123 liverpoolfc lkjhgfdsa llllllll login123
login1234 loginlogin london12 london123 love1234 love12345 loveforever lovelove lovelovelove
lovely123 loveme11 loveme123 lover123 loverboy lovergirl loveyou1 loveyou123 loveyou2 madison1
madonna1 malaysia manager1 manager123 manchester manchester1 manunited manutd123 march2024
margaret maria123 mariana1 marines1 marlboro martin123 maryjane maryjane1 mashallah master12
master123 master1234 masterkey mastermind matthew1 matthew123 maverick maverick1 melissa1
melissa123 mercedes mercedes1 messi123 metallica metallica1 mexico123 michael1 michael12
michael123 michael2 michael23 michaeljackson michelle michelle1 michelle123 mickey123
mickeymouse microsoft microsoft1 midnight midnight1 military millionaire minecraft minecraft1
minecraft123 minnie123 mnbvcxz1 mnbvcxzlkj mohammed mohammed1 monday123 money123 money1234
moneyman monkey12 monkey123 monkey1234 monkeyman monkeys1 moonlight morning1 motdepasse
motherfucker motorola mountain mountains muhammad mustang1 mustang123 mustangs myfamily
mylove123 mypassword mypassword1 naruto123 natalie1 nathan123 ncc1701d ncc1701e netflix1
netflix123 newpassword newyork1 newyork123 neymar11 nicholas nicholas1 nicole12 nicole123
nintendo nintendo1 nirvana1 nopasswd nopassword nothing1 november november1 ocean123 october1
october2024 office123 oldpassword onepiece opensesame oracle123 orange123 p@ssw0rd p@ssw0rd1
p@ssw0rd123 p@ssword p@ssword1 p@ssword123 pa$$w0rd pa$$word packers1 pakistan pakistan1
pakistan123 panther1 panthers paradise paradise1 parola123 pass1234 pass12345 passcode
passpass passpass1 passphrase passport passw0rd passw0rd! passw0rd1 password password!
password0 password00 password01 password1 password1! password10 password11 password12
password123 password123! password1234 password12345 password2 password2020 password2021
password2022 password2023 password2024 password2025 password22 password3 password7 password9
password99 passwords passwort passwort1 passwort123 patricia patricia1 patrick1 patrick123
patriots patriots1 peanut123 pepper123 phantom1 philippines phoenix1 phoenix123 pikachu1
pikachu123 pineapple platinum playboy1 playboy69 playgirl playstation poiuytrewq pokemon1
pokemon12 pokemon123 popcorn1 porsche1 porsche911 portugal prayer123 precious precious1
predator predator1 pretty123 prettygirl princesa princess princess1 princess12 princess123
pumpkin1 pumpkin123 pussy123 q1234567 q12345678 q123456789 q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6
qazqazqaz qazwsx123 qazwsxedc qazwsxedcrfv qazxswedc qqqqqqqq qwe123qwe qweasd123 qweasdzxc
qweqweqwe qwer1234 qwerasdf qwerasdfzxcv qwert123 qwert1234 qwert12345 qwerty!@# qwerty00
qwerty1! qwerty11 qwerty12 qwerty123 qwerty123! qwerty1234 qwerty12345 qwerty123456 qwerty2020
qwerty77 qwertyqwerty qwertyui qwertyuiop qwertyuiop1 qwertz123 qwertzui qwertzuiop raiders1
rainbow1 rainbow123 rainbows ranger123 rangers1 realmadrid rebecca1 rebecca123 renegade
richard1 richard123 robert12 robert123 roblox123 ronaldo1 ronaldo123 ronaldo7 root1234
root12345 rootroot rush2112 russia123 saibaba1 sairam123 salasana samantha samantha1
samantha123 samsung1 samsung123 samsungs sapphire sasuke123 school123 scooby123 scoobydoo
scorpion scorpion1 scotland sebastian sebastian1 secret12 secret123 secret1234 secrets1
secretsecret security security1 september september1 server123 service1 service123 sexy1234
sexybitch sexygirl sexylady sexylove shadow12 shadow123 shadow1234 silver123 simpsons
singapore skateboard slipknot slipknot1 slipknot666 slytherin snoopy123 snowball snowboard
snowflake snowman1 soccer10 soccer11 soccer12 soccer123 softball softball1 soldier1 southside
spiderman spiderman1 spiderman123 spongebob spongebob1 spotify1 spring123 spring2023
spring2024 spring2025 ssssssss starcraft stargate starlight startrek startrek1 starwars
starwars1 starwars123 steelers steelers1 stephanie stephanie1 stephen1 steven123 strawberry
student1 student123 summer01 summer12 summer123 summer2020 summer2021 summer2022 summer2023
summer2024 summer2025 sunflower sunflower1 sunshine sunshine1 sunshine123 sunshine2 superman
superman1 superman123 superman2 support1 support123 sweetheart sweetie1 sweetpea swimming
swimming1 swordfish sysadmin system123 teacher1 teacher123 teamo123 teamoamor teamomucho
temp1234 temporary temporary1 temppass tequiero terminator test1234 test12345 test123456
test123test tester123 testing1 testing123 testpass testtest testuser texas123 thailand
thankyou thankyou1 thepassword thomas12 thomas123 thunder1 thunder123 thx11381 tigers123
tigger12 tigger123 tinkerbell toor1234 topsecret tornado1 toyota123 treasure trinity1 truelove
trustno1 trustnoone twitter1 twitter123 ubuntu123 university user1234 user12345 username
username1 username123 userpassword useruser valentina vancouver vanessa1 veronica victoria
victoria1 victoria123 victory1 vietnam1 volcano1 volleyball wachtwoord wachtwoord1 warcraft
warcraft1 warrior1 warriors watermelon welcome! welcome01 welcome1 welcome1! welcome12
welcome123 welcome123! welcome1234 welcome2 welcome2020 welcome2021 welcome2022 welcome2023
welcome2024 welcome2025 westside whatever whatever! whatever1 whatever123 whatsapp wildcat1
wildcats william1 william123 windows1 windows10 windows123 windows7 winter12 winter123
winter2020 winter2021 winter2022 winter2023 winter2024 winter2025 wolverine wolverine1
wsxedcrfv wwwwwwww xbox3601 xbox360xbox xxxxxxxx yahoo123 yamaha123 yankees1 yankees2
yourpassword youtube1 youtube123 z1234567 zachary1 zaq12wsx zaq1zaq1 zimbabwe zxcasdqwe
zxcv1234 zxcvbnm, zxcvbnm,./ zxcvbnm1 zxcvbnm123 zxcvbnmasd zxczxczxc zzzzzzzz
`
    .trim()
    .split(/\s+/),
);

/** Whether the password, in any case, is one of the first that an attacker tries. */
export function isCommonPassword(password: string): boolean {
  return COMMON.has(password.toLowerCase());
}
