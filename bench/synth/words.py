"""Word lists for invented people: Korean and English side by side where a card can be in either."""

SURNAMES = (
    ("김", "Kim"), ("이", "Lee"), ("박", "Park"), ("최", "Choi"), ("정", "Jung"), ("강", "Kang"),
    ("조", "Cho"), ("윤", "Yoon"), ("장", "Jang"), ("임", "Lim"), ("한", "Han"), ("오", "Oh"),
    ("서", "Seo"), ("신", "Shin"), ("권", "Kwon"), ("황", "Hwang"), ("안", "Ahn"), ("송", "Song"),
    ("류", "Ryu"), ("홍", "Hong"), ("남궁", "Namgung"), ("제갈", "Jegal"), ("문", "Moon"),
    ("배", "Bae"), ("백", "Baek"), ("허", "Heo"), ("노", "Noh"),
)  # fmt: skip
GIVEN_NAMES = (
    ("민준", "Minjun"), ("서연", "Seoyeon"), ("도윤", "Doyun"), ("하은", "Haeun"),
    ("지훈", "Jihoon"), ("수빈", "Subin"), ("예진", "Yejin"), ("현우", "Hyunwoo"), ("지아", "Jia"),
    ("태경", "Taegyeong"), ("은서", "Eunseo"), ("승호", "Seungho"), ("유나", "Yuna"),
    ("동혁", "Donghyuk"), ("혜원", "Hyewon"), ("찬영", "Chanyoung"), ("미경", "Mikyung"),
    ("성훈", "Sunghoon"), ("다현", "Dahyun"), ("준", "Jun"), ("보라", "Bora"), ("재석", "Jaeseok"),
    ("윤희", "Yoonhee"), ("규리", "Gyuri"), ("형진", "Hyungjin"), ("가온", "Gaon"), ("봄", "Bom"),
)  # fmt: skip
ENGLISH_NAMES = (
    "Avery Lindqvist", "Morgan Whitlock", "Priya Ramaswamy", "Tomas Eklund", "Grace Okonjo",
    "Daniel Farrow", "Helena Brandt", "Jonah Castellan", "Mei Thornbury", "Oscar Delacroix",
    "Ruth Abernathy", "Samir Haddock", "Ingrid Vance", "Caleb Norwood", "Fiona Marsh",
    "Luca Penhaligon", "Nadia Sorrel", "Peter van Houten", "Amara Quill", "William Ashdown",
)  # fmt: skip
COMPANIES = (
    ("(주)한빛소프트", "Hanbit Soft"), ("푸른숲건축사사무소", "Green Forest Architects"),
    ("새벽물산", "Saebyeok Trading"), ("누리테크 주식회사", "Nuri Tech"),
    ("가온디자인", "Gaon Design"), ("법무법인 미르", "Mir Law Office"),
    ("다온의료기", "Daon Medical"), ("늘봄플라워", "Neulbom Flowers"),
    ("해오름엔지니어링", "Haeoreum Engineering"), ("솔빛회계법인", "Solbit Accounting"),
    ("도서출판 온새미로", "Onsaemiro Books"), ("마루종합건설(주)", "Maru Construction"),
    ("아라해운", "Ara Shipping"), ("별하전자", "Byulha Electronics"), ("여울바이오", "Yeoul Bio"),
    ("도담치과의원", "Dodam Dental Clinic"), ("라온여행사", "Raon Travel"),
    ("빛고을식품", "Bitgoeul Foods"), ("윤슬커피로스터스", "Yunseul Coffee Roasters"),
    ("㈜나래항공물류", "Narae Air Cargo"),
)  # fmt: skip
TITLES = (
    ("대표이사", "Chief Executive Officer"), ("이사", "Director"), ("부장", "General Manager"),
    ("차장", "Deputy General Manager"), ("과장", "Manager"), ("대리", "Assistant Manager"),
    ("사원", "Associate"), ("팀장", "Team Leader"), ("수석연구원", "Principal Researcher"),
    ("선임연구원", "Senior Researcher"), ("변호사", "Attorney at Law"),
    ("공인회계사", "Certified Public Accountant"), ("실장", "Head of Office"),
    ("원장", "Director of the Clinic"), ("교수", "Professor"), ("상무이사", "Managing Director"),
)  # fmt: skip
DEPARTMENTS = (
    ("영업본부", "Sales Division"), ("기술연구소", "R&D Center"), ("마케팅팀", "Marketing Team"),
    ("경영지원실", "Management Support"), ("해외사업부", "Global Business"),
    ("디자인센터", "Design Center"), ("품질관리팀", "Quality Assurance"),
    ("고객지원팀", "Customer Care"), ("전략기획실", "Strategy & Planning"),
    ("인사총무팀", "Human Resources"),
)  # fmt: skip
KOREAN_ADDRESSES = (
    "서울특별시 강남구 새벽로 {a}, {b}층 (역삼동)",
    "서울시 마포구 물빛로{a}길 {b}",
    "부산광역시 해운대구 솔숲대로 {a}",
    "경기도 성남시 분당구 구름로 {a} 누리타워 {b}층",
    "대전광역시 유성구 별빛1로 {a}",
    "인천 연수구 바람로 {a}, {b}01호",
    "(0{a}) 광주광역시 서구 햇살로 {b}",
    "대구 수성구 은하로 {a} 마루빌딩 {b}F",
    "제주특별자치도 제주시 돌담길 {a}",
)  # fmt: skip
ENGLISH_ADDRESSES = (
    "{a} Saebyeok-ro, Gangnam-gu, Seoul",
    "{a} Juniper Street, Suite {b}00, Portland, OR",
    "{b}F, {a} Mulbit-ro, Mapo-gu, Seoul, Korea",
    "{a} Larkfield Road, London N{b}",
    "{a} Harbour Parade, Unit {b}, Bristol",
    "{a} Eunha-ro, Daegu 420{b}",
)  # fmt: skip
SLOGANS = (
    "내일을 여는 기술",
    "고객과 함께 성장합니다",
    "신뢰로 짓는 공간",
    "Since 1998",
    "Design for people",
    "Better every day",
    "정성을 다하겠습니다",
    "Your trusted partner",
    "작은 차이가 만드는 가치",
)  # fmt: skip
SERVICES = (
    "365일 24시간 상담",
    "견적 무료 · 친절 상담",
    "전국 당일 배송",
    "주문 제작 · 단체 주문 환영",
    "예약 문의 환영합니다",
    "Open 10:00 - 20:00",
    "방문 상담 / 출장 서비스",
    "Quality · Service · Trust",
)  # fmt: skip
PROSE = (
    "회의 자료는 다음 주까지 준비하여 주시기 바랍니다.",
    "제3조 (목적) 이 계약은 양 당사자의 권리와 의무를 정한다.",
    "합계 금액 128,400원 부가세 포함",
    "담당자에게 문의하시면 자세히 안내해 드립니다.",
    "The delivery is expected within fourteen days of the order.",
    "Please keep this receipt for your records.",
    "Figure 3 shows the result for all samples of the second series.",
    "일시: 4월 12일 오후 2시, 장소: 본관 3층 대회의실",
)
