using WellIntake.Modules.Digest.Anonymising.Leaks;
using static WellIntake.Tests.Modules.Digest.Anonymising.PlantedRecord;

namespace WellIntake.Tests.Modules.Digest.Anonymising;

[TestClass]
[TestCategory("DIG-6")]
[TestCategory("QUA-6")]
public sealed class LeakCheckTests
{
    [TestMethod]
    [DataRow("Name", "Jozefína Quillford")]
    [DataRow("Name", "JOZEFINA QUILLFORD runs it")]
    [DataRow("Name", "Quillford, Jozefina")]
    [DataRow("Name", "J. Quillford")]
    [DataRow("Name", "jquillford")]
    [DataRow("Name", "Jozefina Q.")]
    [DataRow("Name", "ask Quillford’s assistant")]
    [DataRow("Name", "Jozefina\u200BQuillford")]
    [DataRow("Name", "Quill-ford")]
    [DataRow("Name", "Q u i l l f o r d")]
    [DataRow("Name", "Quíllförd")]
    [DataRow("Name", "Quillf\u043Erd")]
    [DataRow("Name", "Ｑｕｉｌｌｆｏｒｄ")]
    [DataRow("Name", "Jozefina_Quillford")]
    [DataRow("Firm", "Managing Director at Merrill Lynch")]
    [DataRow("Firm", "merrill")]
    [DataRow("Firm", "left ML last year")]
    [DataRow("Firm", "left M.L. last year")]
    [DataRow("Firm", "one of the Bull")]
    [DataRow("Firm", "Mother Merrill's")]
    [DataRow("Firm", "MerrillLynch")]
    [DataRow("Firm", "with Harrow-Stone")]
    [DataRow("Email", "jozefina.quillford@quillmail.com")]
    [DataRow("Email", "JOZEFINA.QUILLFORD @ QUILLMAIL.COM")]
    [DataRow("Email", "jozefina dot quillford at quillmail dot com")]
    [DataRow("Phone", "214-555-0137")]
    [DataRow("Phone", "+1 214 555 0137")]
    [DataRow("Phone", "555.0137")]
    [DataRow("Phone", "2145550137")]
    [DataRow("Phone", "two one four five five five zero one three seven")]
    [DataRow("Link", "linkedin.com/in/jquillford-83a1")]
    [DataRow("Link", "JQUILLFORD 83A1")]
    [DataRow("School", "MBA, Wharton")]
    [DataRow("School", "a WHARTON graduate")]
    [DataRow("School", "Villanova")]
    [DataRow("School", "Villa-nova University")]
    [DataRow("Year", "class of 2009")]
    [DataRow("Year", "class of '09")]
    [DataRow("Year", "class of ’09")]
    [DataRow("Year", "two thousand nine")]
    [DataRow("Year", "twenty oh nine")]
    [DataRow("Year", "twenty nineteen")]
    [DataRow("Year", "partner in twenty-fourteen")]
    [DataRow("Year", "since 5/12/09")]
    [DataRow("Figure", "$1.23B AUM")]
    [DataRow("Figure", "1.23 billion")]
    [DataRow("Figure", "1,230 million")]
    [DataRow("Figure", "1230MM")]
    [DataRow("Figure", "$1 230 000 000")]
    [DataRow("Figure", "1.230.000.000")]
    [DataRow("Figure", "1,23 billion")]
    [DataRow("Figure", "one point two three billion")]
    [DataRow("Figure", "one billion two hundred and thirty million")]
    [DataRow("Figure", "$1.2B+")]
    [DataRow("Figure", "$8.43M production")]
    [DataRow("Figure", "eight point four three")]
    [DataRow("Figure", "8,430,000")]
    [DataRow("Count", "212 households")]
    [DataRow("Count", "two hundred and twelve families")]
    [DataRow("Count", "clients: 212")]
    [DataRow("Count", "212+ clients")]
    [DataRow("City", "Based in Plano")]
    [DataRow("City", "PLANO, TX")]
    [DataRow("Award", "Barron’s")]
    [DataRow("Award", "BARRONS Top 100")]
    [DataRow("Award", "chairman's-club")]
    [DataRow("RecordId", "crm-8812345")]
    [DataRow("RecordId", "CRM 8812345")]
    [DataRow("RecordId", "deal-5501")]
    public void Find_APlantedIdentifier_IsCaught(string kind, string text)
    {
        var found = LeakCheck.Find(Identity(), $"Manages $1B+\n{text}\nOpen to relocation");

        CollectionAssert.Contains(found.Select(k => k.ToString()).ToList(), kind, $"found: {string.Join(", ", found)}");
    }

    [TestMethod]
    [DataRow("Manages $1B+")]
    [DataRow("Produces $5M+ a year")]
    [DataRow("Serves 200+ clients")]
    [DataRow("Target comp: $200K–$250K OTE")]
    [DataRow("Based in the Dallas–Fort Worth metro")]
    [DataRow("Currently at a wirehouse")]
    [DataRow("Education: MBA, a leading business school")]
    [DataRow("Licences: Series 7, 66; CFP")]
    [DataRow("20+ years of experience")]
    [DataRow("TWAV7K2M9PQR · published 20 Nov 2026")]
    [DataRow("Nationally recognised advisor; Top-producer club of their firm")]
    [DataRow("Available in 2 weeks")]
    public void Find_WhatCardsSay_IsNoLeak(string text) => Assert.IsEmpty(LeakCheck.Find(Identity(), text));

    [TestMethod]
    [DataRow("Will Young", "Summit Advisors", "Will move when the summit is reached; young families")]
    [DataRow("Grant West", "Summit", "West Coast advisors, with a grant")]
    [DataRow("Austin Price", "Price Financial", "Based in the Austin metro; price is right")]
    [DataRow("Mark Banks", "First Bank", "Currently at a bank or trust company")]
    [DataRow("May Li", "Wealth Advisors", "Senior Wealth Advisor; may relocate")]
    public void Find_NamesThatAreWords_NeedTheirContext(string name, string firm, string text) =>
        Assert.IsEmpty(LeakCheck.Find(Identity(c => (c.Name, c.Firm) = (name, firm)), text));

    [TestMethod]
    [DataRow("Will Young", "Summit Advisors", "Will Young")]
    [DataRow("Will Young", "Summit Advisors", "Ms. Young")]
    [DataRow("Will Young", "Summit Advisors", "Will's book")]
    [DataRow("Will Young", "Summit Advisors", "at Summit")]
    [DataRow("Will Young", "Summit Advisors", "summit advisors")]
    [DataRow("Mark Banks", "First Bank", "W. Banks or M. Banks")]
    [DataRow("王小明", "Summit", "和王小明先生")]
    public void Find_NamesThatAreWords_AreCaughtInContext(string name, string firm, string text) =>
        Assert.IsNotEmpty(LeakCheck.Find(Identity(c => (c.Name, c.Firm) = (name, firm)), text));

    [TestMethod]
    public void Find_AFigureThatIsItsTier_MayBeShownAsATierOnly()
    {
        var identity = Identity(c => (c.AumText, c.Aum) = ("$5B", 5e9));

        Assert.IsEmpty(LeakCheck.Find(identity, "Manages $5B+"));
        Assert.IsNotEmpty(LeakCheck.Find(identity, "Manages $5B"));
    }

    [TestMethod]
    public void FindStrong_YearsAndFiguresOfAnother_TellNothing()
    {
        Assert.IsEmpty(LeakCheck.FindStrong(Identity(), "212 clients, $1.23B AUM since 2009 in Plano"));
        Assert.IsNotEmpty(LeakCheck.FindStrong(Identity(), "a colleague of Jozefina Quillford"));
    }
}
