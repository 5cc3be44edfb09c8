namespace WellIntake.Modules.Platform.Crm.Seed;

/// <summary>What made-up people are made of. Firms, colleges' mentions and names are invented or of the most common kind.</summary>
internal static class SeedWords
{
    public static readonly string[] FirstNames =
    [
        "Adrian", "Alicia", "Amara", "Andre", "Anita", "Beatrice", "Benjamin", "Brianna", "Caleb", "Camila", "Carter", "Celeste", "Chidi", "Claire",
        "Colin", "Dahlia", "Damien", "Daniela", "Darius", "Deborah", "Desmond", "Diego", "Eleanor", "Elias", "Emilia", "Ethan", "Farah", "Felix",
        "Fiona", "Gareth", "Genevieve", "Gloria", "Grant", "Hannah", "Harold", "Helena", "Hugo", "Imani", "Ingrid", "Isaac", "Jasmine", "Joel",
        "Jonah", "Julian", "Kara", "Keiko", "Kendrick", "Lamar", "Leah", "Leon", "Lillian", "Lorenzo", "Lucia", "Malcolm", "Marcus", "Margot",
        "Mei", "Miguel", "Miriam", "Naomi", "Nathan", "Nina", "Noel", "Olga", "Omar", "Owen", "Paloma", "Patrice", "Paul", "Petra", "Priya",
        "Quentin", "Rafael", "Rashida", "Renata", "Roland", "Rosa", "Ruth", "Samir", "Selena", "Simon", "Sofia", "Tamara", "Terrence", "Thea",
        "Tobias", "Ursula", "Valerie", "Victor", "Vivian", "Walter", "Wendy", "Xavier", "Yolanda", "Yusuf", "Zoe",
    ];

    public static readonly string[] LastNames =
    [
        "Abbott", "Acosta", "Adeyemi", "Ainsley", "Alvarez", "Amos", "Ansel", "Archer", "Atwater", "Bannon", "Barlow", "Bassett", "Beckett", "Bellamy",
        "Bhatt", "Birch", "Blackwood", "Bowen", "Brandt", "Brooks", "Cabrera", "Calloway", "Carrick", "Castellan", "Chandra", "Clemens", "Corrigan",
        "Crane", "Dalton", "Danvers", "Delacroix", "Devlin", "Donovan", "Draper", "Eastman", "Ellery", "Espinoza", "Falk", "Farrow", "Fenwick",
        "Fontaine", "Gallo", "Garrison", "Goldfarb", "Grady", "Hadley", "Halloran", "Hawthorn", "Holloway", "Ibarra", "Ingram", "Jansen", "Jarvis",
        "Kapoor", "Keating", "Kimura", "Kowal", "Lambert", "Langley", "Larkin", "Lindqvist", "Lozano", "Maddox", "Marlowe", "Mercer", "Monroe",
        "Nakamura", "Navarro", "Norwood", "Oakes", "Okafor", "Ortega", "Pace", "Pendleton", "Prescott", "Quigley", "Radcliff", "Ramires", "Redmond",
        "Rooney", "Sandoval", "Sinclair", "Solano", "Sterling", "Sutter", "Talbot", "Thorne", "Tran", "Underhill", "Vance", "Velasco", "Wainwright",
        "Whitfield", "Winslow", "Yates", "Zeller",
    ];

    /// <summary>City, state, weight.</summary>
    public static readonly (string City, string State, int Weight)[] Metros =
    [
        ("New York", "NY", 14), ("Chicago", "IL", 9), ("Dallas", "TX", 8), ("Houston", "TX", 7), ("Los Angeles", "CA", 8), ("San Francisco", "CA", 6),
        ("Boston", "MA", 6), ("Atlanta", "GA", 6), ("Denver", "CO", 5), ("Phoenix", "AZ", 5), ("Charlotte", "NC", 5), ("Miami", "FL", 5),
        ("Seattle", "WA", 4), ("Minneapolis", "MN", 4), ("Philadelphia", "PA", 4), ("Tampa", "FL", 3), ("Nashville", "TN", 3), ("Austin", "TX", 3),
        ("San Diego", "CA", 3), ("St. Louis", "MO", 2), ("Kansas City", "MO", 2), ("Columbus", "OH", 2), ("Cleveland", "OH", 2), ("Detroit", "MI", 2),
        ("Pittsburgh", "PA", 2), ("Salt Lake City", "UT", 2), ("Portland", "OR", 2), ("Indianapolis", "IN", 2), ("Richmond", "VA", 1), ("Boise", "ID", 1),
        ("Omaha", "NE", 1), ("Raleigh", "NC", 2), ("Sarasota", "FL", 1), ("Naples", "FL", 1), ("Des Moines", "IA", 1), ("Greenwich", "CT", 1),
    ];

    public static readonly string[] FirmStems =
    [
        "Harrow Stone", "Bluegate", "Larkmoor", "Cedar Point", "Northfold", "Silverline", "Granite Peak", "Oakhaven", "Meridian Row", "Tallgrass",
        "Kestrel Bay", "Whitecap", "Ironbridge", "Fairlight", "Longmeadow", "Summit Lane", "Red Maple", "Copperfield", "Eastwick", "Harborview Lane",
        "Juniper Ridge", "Lanternhill", "Millbrook Square", "Pinecrest Row", "Quarry Hill", "Riverstone Gate", "Sagebrush", "Thornbury", "Westerly Point", "Yellow Birch",
    ];

    public static readonly string[] FirmEndings =
        ["Wealth Management", "Advisors", "Private Wealth", "Securities", "Financial Group", "Capital Partners", "Trust Company", "Investment Counsel"];

    public static readonly string[] AdvisorTitles =
    [
        "Financial Advisor", "Senior Financial Advisor", "Wealth Advisor", "Private Wealth Advisor", "Vice President, Wealth Management",
        "Senior Vice President", "Portfolio Manager", "Branch Manager", "Client Advisor", "Director of Financial Planning", "Associate Advisor", "Retirement Plan Consultant",
    ];

    public static readonly string[] ExecutiveTitles =
    [
        "Chief Executive Officer", "Chief Investment Officer", "Chief Operating Officer", "Chief Compliance Officer", "Chief Financial Officer",
        "President", "Managing Partner", "Head of Wealth Management", "Chief Growth Officer",
    ];

    public static readonly string[] Licences =
    [
        "Series 7, 66", "Series 7, 63, 65", "Series 65; CFP", "Series 7, 66; CFP, CIMA", "Series 7, 24, 66", "CFA; Series 65", "CFP, ChFC",
        "Series 6, 63; Life & Health", "Series 7, 9, 10, 66", "CPA, PFS; Series 65",
    ];

    public static readonly string[] Specialties =
    [
        "retirement income planning", "executives with concentrated stock", "medical practice owners", "multi-generational families", "business owners before a sale",
        "tax-aware portfolios", "endowments and foundations", "women in transition", "defined contribution plans", "alternative investments", "estate and trust planning",
        "technology employees with equity pay",
    ];

    public static readonly string[] Mobility =
    [
        "Open to relocation in the region", "Not willing to relocate", "Remote preferred", "Hybrid, two days in the office", "Would move for the right platform", "Open to Florida or Texas",
    ];

    public static readonly string[] Availability =
        ["two weeks' notice", "30 days", "immediately", "after the bonus in Q1", "60-90 days", "Q2", "needs 90 days for garden leave", "by the end of the year"];

    public static readonly string[] Educations =
        ["BS Finance", "BA Economics", "MBA, Finance", "BBA Accounting", "MS Financial Planning", "JD", "BA History", "BS Mathematics; MBA"];

    public static readonly string[] Rankings =
    [
        "Chairman's club at the firm four years running", "top 10% of the firm by net new assets", "named to a regional list of best advisors", "ranked 12th of 400 in the division",
    ];

    public static readonly string[] Owners =
        ["dana.reyes@example.com", "marcus.bell@example.com", "priya.shah@example.com", "tom.okafor@example.com", "lena.fischer@example.com"];

    public static readonly string[] MeetingTitles =
        ["Introductory call", "First interview", "Second interview", "Platform demonstration", "Compensation discussion", "Meeting with the managing partner", "Due diligence review", "Transition planning"];

    public static readonly string[] Outcomes =
        ["Went well; wants to see the technology.", "Asked for time until the bonus is paid.", "Second meeting agreed.", "Not the right fit for the branch.", "Strong mutual interest.", "Concerned about the non-solicit.", "Will send the trailing twelve."];
}
