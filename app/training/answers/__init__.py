"""What a trained network says about new samples: classes, numbers, places, texts."""
