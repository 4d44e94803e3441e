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

import java.util.EnumMap;
import java.util.Map;

/**
 * The results of all suites.
 *
 * @param messages of the suite of messages
 * @param spring of the suite of the layers on Spring
 * @param figures of the other suites
 * @param weights the bytes of the libraries of peers
 */
record Results(Report messages, Report spring, Map<SuiteName, Figures> figures, Map<String, Long> weights) {

	Results(Report messages, Report spring, Map<String, Long> weights) {
		this(messages, spring, new EnumMap<>(SuiteName.class), weights);
	}

	/**
	 * Return the figures of a suite.
	 * @param suite the suite
	 * @return its figures, to which more may be added
	 */
	Figures of(SuiteName suite) {
		return this.figures.computeIfAbsent(suite, (key) -> new Figures());
	}

}
