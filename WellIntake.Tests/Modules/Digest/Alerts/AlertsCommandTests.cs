using WellIntake.Modules.Digest.Alerts;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Teams.Cards;
using WellIntake.Modules.Platform.Teams.People;

namespace WellIntake.Tests.Modules.Digest.Alerts;

[TestClass, TestCategory("DIG-11"), TestCategory("WEB-4")]
public sealed class AlertsCommandTests
{
    [TestMethod]
    [DataRow(null, false)]
    [DataRow(UserRole.Recruiter, false)]
    [DataRow(UserRole.Executive, true)]
    [DataRow(UserRole.Admin, true)]
    public async Task Add_ByRole_IsForExecutivesAndAdmins(UserRole? role, bool may)
    {
        await using var rig = await AlertRig.CreateAsync();
        if (role is { } given)
            await rig.Roles.SetAsync("bob@example.com", given, default);

        var reply = await rig.SayAsync("alerts add advisors", "bob");

        Assert.AreEqual(may ? "You will be told of new candidates" : "Alerts are for executives and admins", reply.Summary);
        Assert.HasCount(may ? 1 : 0, await rig.Store.ListAsync("bob", default));
    }

    [TestMethod]
    public async Task Add_WhatIsUnderstood_StandsOnTheCard()
    {
        await using var rig = await AlertRig.CreateAsync();

        var reply = await rig.SayAsync("alerts add advisors in Texas or Plano, TX over $500M with Series 7 and CFP, max 3 a day");

        var facts = reply.Card.Body.OfType<FactSet>().Single().Facts.ToDictionary(f => f.Title, f => f.Value, StringComparer.Ordinal);
        Assert.AreEqual("advisors", facts["New candidates for"]);
        Assert.AreEqual("Texas or the city of Plano, TX", facts["In"]);
        Assert.AreEqual("$500M or more", facts["Assets"]);
        Assert.AreEqual("Series 7 and CFP", facts["Licences"]);
        Assert.AreEqual("at most 3 a day", facts["Messages"]);
        Assert.AreEqual((await rig.Store.ListAsync("ann", default)).Single().Id, facts["Id"]);
    }

    [TestMethod]
    public async Task Add_SomethingIsNotUnderstood_IsNamedAndNothingIsSetUp()
    {
        await using var rig = await AlertRig.CreateAsync();

        var reply = await rig.SayAsync("alerts add [pirates](http://evil) in Texas");

        Assert.AreEqual("I did not understand all of that", reply.Summary);
        var named = reply.Card.Body.OfType<RichTextBlock>().Single().Inlines[1].Text;
        Assert.AreEqual("[pirates](http://evil)", named);
        Assert.IsEmpty(await rig.Store.ListAsync("ann", default));
    }

    [TestMethod]
    [DataRow(AlertVerbs.Pause)]
    [DataRow(AlertVerbs.Resume)]
    [DataRow(AlertVerbs.Remove)]
    public async Task Press_ByAnother_ChangesNothing(string verb)
    {
        await using var rig = await AlertRig.CreateAsync();
        await rig.Roles.SetAsync("bob@example.com", UserRole.Admin, default);
        var alert = await rig.AlertAsync("advisors");
        if (verb == AlertVerbs.Resume)
            await rig.PressAsync(AlertVerbs.Pause, alert.Id, "ann");

        var reply = await rig.PressAsync(verb, alert.Id, "bob");

        Assert.AreEqual("You have no such alert", reply.Summary);
        Assert.AreEqual(verb == AlertVerbs.Resume, (await rig.Store.ListAsync("ann", default)).Single().Paused);
    }

    [TestMethod]
    public async Task Change_TypedByTheOwner_PausesResumesAndRemoves()
    {
        await using var rig = await AlertRig.CreateAsync();
        var alert = await rig.AlertAsync("advisors");

        Assert.AreEqual("The alert is paused", (await rig.SayAsync($"alerts pause {alert.Id}")).Summary);
        Assert.IsTrue((await rig.Store.ListAsync("ann", default)).Single().Paused);
        Assert.AreEqual("The alert is on again", (await rig.SayAsync($"alerts resume {alert.Id.ToUpperInvariant()}.")).Summary);
        Assert.IsFalse((await rig.Store.ListAsync("ann", default)).Single().Paused);
        Assert.AreEqual("The alert is removed", (await rig.SayAsync($"alerts remove {alert.Id}")).Summary);
        Assert.AreEqual("You have no such alert", (await rig.SayAsync($"alerts remove {alert.Id}")).Summary);
        Assert.AreEqual("You have no such alert", (await rig.SayAsync("alerts pause")).Summary);
        Assert.AreEqual("What about alerts?", (await rig.SayAsync("alerts dance")).Summary);
        Assert.AreEqual("An alert about whom?", (await rig.SayAsync("alerts add")).Summary);
    }

    [TestMethod]
    public async Task Change_RoleIsGone_EndsAndDoesNotResume()
    {
        await using var rig = await AlertRig.CreateAsync();
        var alert = await rig.AlertAsync("advisors");
        await rig.Roles.RemoveAsync("ann@example.com", default);

        Assert.AreEqual("Your alerts", (await rig.SayAsync("alerts")).Summary);
        Assert.AreEqual("The alert is paused", (await rig.SayAsync($"alerts pause {alert.Id}")).Summary);
        Assert.AreEqual("Alerts are for executives and admins", (await rig.SayAsync($"alerts resume {alert.Id}")).Summary);
        Assert.AreEqual("The alert is removed", (await rig.SayAsync($"alerts remove {alert.Id}")).Summary);
        Assert.AreEqual("Alerts are for executives and admins", (await rig.SayAsync("alerts")).Summary);
    }

    [TestMethod]
    public async Task Add_TwentyOne_IsTooMany()
    {
        await using var rig = await AlertRig.CreateAsync();
        for (var i = 0; i < AlertStore.MostPerPerson; i++)
            await rig.AlertAsync("advisors");

        Assert.AreEqual("You have too many alerts", (await rig.SayAsync("alerts add advisors")).Summary);
        var list = await rig.SayAsync("alerts");
        Assert.AreEqual(AlertStore.MostPerPerson, list.Card.Body.OfType<Container>().Count(c => c.Items.OfType<ActionSet>().Single().Actions.Count == 2));
    }

    [TestMethod, TestCategory("NLP-7")]
    [DataRow("executive", null, UserRole.Executive)]
    [DataRow(null, "admin", UserRole.Admin)]
    [DataRow("executive", "admin", UserRole.Executive)]
    [DataRow("recruiter", "admin", UserRole.Recruiter)]
    [DataRow("king", null, UserRole.Recruiter)]
    public async Task Find_ByAddressAndAadId_TheLeastCounts(string? byAddress, string? byAadId, UserRole expected)
    {
        await using var rig = await AlertRig.CreateAsync();
        await using var db = await rig.DbAsync();
        db.ConversationReferences.Add(new ConversationReferenceRow
        {
            ConversationId = "chat",
            UserId = "29:x",
            ChannelId = "msteams",
            ServiceUrl = "https://x.example",
            BotId = "bot",
            UserAadId = "5F0C7D0E-0002-4000-8000-10CA1C4A7002",
            UserEmail = "Mia@Example.com",
            UpdatedAt = AlertRig.Start,
        });
        if (byAddress is not null)
            db.UserRoles.Add(new TeamsUserRole { UserKey = "mia@example.com", Role = byAddress, UpdatedAt = AlertRig.Start });
        if (byAadId is not null)
            db.UserRoles.Add(new TeamsUserRole { UserKey = "5f0c7d0e-0002-4000-8000-10ca1c4a7002", Role = byAadId, UpdatedAt = AlertRig.Start });
        await db.SaveChangesAsync();

        Assert.AreEqual(expected, await rig.Roles.FindAsync("29:x", "5f0c7d0e-0002-4000-8000-10ca1c4a7002", default));
        Assert.AreEqual(UserRole.Recruiter, await rig.Roles.FindAsync("29:other", "29:other", default));
    }
}
