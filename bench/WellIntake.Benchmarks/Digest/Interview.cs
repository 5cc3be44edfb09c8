using System.Text;

namespace WellIntake.Benchmarks.Digest;

/// <summary>Made-up interviews of 1.9 KB, the same for the same candidate: facts, wishes, denials, moods and small talk.</summary>
internal static class Interview
{
    private const int Length = 1_900;

    private static readonly string[] Questions =
    [
        "How did the year go for you?", "Tell me a bit about the practice.", "What would make you move?", "Anything I should know before we go on?",
        "So you manage around $900M, right?", "What about your licenses?", "When could you start?", "And the numbers?", "Would you relocate for the right seat?",
    ];

    private static readonly string[] Answers =
    [
        "I manage about $420M today, mostly for physicians.", "We closed last year at $1.3B in AUM.", "The firm has $80B under management, but my own book is $310M.",
        "My T12 is $2.1M.", "I produced $890K in the trailing twelve months.", "I would like to reach $1B one day.", "We used to have $600M before the split.",
        "I grew the book from $150M to $275M in four years.", "Assets are up 22% since 2022.", "The practice doubled over the last five years.", "Sorry, it is $330M, not $310M.",
        "I serve roughly 140 households.", "We look after 65 families and a few foundations.", "I lead a team of six.", "There are four of us in the group.", "I manage 12 advisors across two branches.",
        "I have been an advisor for 19 years.", "I have been in the business since 2003.", "I hold the 7, 63 and 65, and I am a CFP.", "I have my Series 7 and 66.", "I let my 24 lapse years ago.",
        "I am a CFA Level II candidate.", "I made Chairman's Club twice.", "We were on the Forbes Best-in-State list in 2023.", "I am ranked #4 in the region.",
        "I studied at Villanova University and have an MBA from Wharton.", "I went to Ohio State.", "I specialize in stock plans for technology executives.", "My focus is on retirement income.",
        "I could start in six weeks.", "There is a 60-day garden leave.", "I would be available after my bonus in March.", "I need two weeks' notice.", "I'm looking for 250-300k OTE.",
        "My target is a base of $180K plus a bonus.", "I'm open to relocation within Texas.", "I would not move away from my kids.", "I can work remotely three days a week.",
        "I'm really excited about this.", "Honestly, I'm frustrated with the back office.", "I am just exploring for now.", "I'm not in a rush, but I am curious.", "I love what you have built there.",
        "I'm worried about the transition.", "There is one customer complaint on my U4, denied in 2016.", "I have no complaints and no disclosures.", "I signed a non-solicit, not a non-compete.",
        "My manager would surely make a counteroffer.", "Well, you know how it is with these things.", "The markets helped a little, I will be honest.", "My wife grew up around here and likes it.",
        "Clients call me on weekends, and I don't mind.", "Compliance takes a third of my week.", "The technology is from another century.", "They cut the grid again in January.",
        "I'd rather talk about that in person.", "My assistant would come with me, I think.", "Ninety percent of the clients would follow.", "I coach a soccer team on Saturdays.",
    ];

    public static string Of(string candidateId, string name)
    {
        var seed = 17;
        foreach (var c in candidateId)
            seed = unchecked(seed * 31 + c);
#pragma warning disable CA5394 // Small talk needs no secret.
        var random = new Random(seed);
        var text = new StringBuilder(Length + 200);
        while (text.Length < Length)
        {
            text.Append("Recruiter: ").Append(Questions[random.Next(Questions.Length)]).Append('\n').Append(name).Append(':');
            for (var i = random.Next(1, 5); i > 0; i--)
                text.Append(' ').Append(Answers[random.Next(Answers.Length)]);
            text.Append('\n');
        }
#pragma warning restore CA5394

        return text.ToString();
    }
}
