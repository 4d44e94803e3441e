/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.benchmarks;

/**
 * What is to be reached, and whether it is.
 *
 * @param area what it is about
 * @param target what is to be reached
 * @param measured what was measured
 * @param verdict whether it is reached
 */
record Goal(String area, String target, String measured, Verdict verdict) {

	static Goal unknown(String area, String target) {
		return new Goal(area, target, "", Verdict.NOT_MEASURED);
	}

	static Goal of(String area, String target, String measured, boolean met) {
		return new Goal(area, target, measured, met ? Verdict.MET : Verdict.MISSED);
	}

	String toRow() {
		return "| " + this.area + " | " + this.target + " | " + this.measured + " | " + this.verdict.text + " |\n";
	}

	/**
	 * Whether a goal is reached.
	 */
	enum Verdict {

		MET("met"), MISSED("**missed**"), NOT_MEASURED("not measured");

		private final String text;

		Verdict(String text) {
			this.text = text;
		}

	}

}
