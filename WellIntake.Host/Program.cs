Console.WriteLine("WellIntake");
