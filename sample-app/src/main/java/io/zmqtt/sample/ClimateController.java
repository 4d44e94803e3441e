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

package io.zmqtt.sample;

import java.util.List;

import io.zmqtt.spring.core.MqttOperations;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.messaging.MessagingException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * What operators see of the building, and how they change it.
 */
@RestController
@RequestMapping("/api")
class ClimateController {

	private final Readings readings;

	private final MqttOperations mqtt;

	ClimateController(Readings readings, MqttOperations mqtt) {
		this.readings = readings;
		this.mqtt = mqtt;
	}

	@GetMapping("/readings")
	List<Reading> readings() {
		return this.readings.all();
	}

	/**
	 * Tell a room what temperature it should have. Only rooms that have sent a reading
	 * are known, so that the name from the URL is known to be a level of a topic too.
	 */
	@PutMapping("/rooms/{room}/set-point")
	@ResponseStatus(HttpStatus.ACCEPTED)
	SetPoint setPoint(@PathVariable String room, @RequestBody SetPoint setPoint) {
		if (!setPoint.isValid()) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"'celsius' must be a number from " + SetPoint.LOWEST + " to " + SetPoint.HIGHEST);
		}
		if (this.readings.of(room).isEmpty()) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "Room '" + room + "' has not sent a reading yet");
		}
		this.mqtt.convertAndSend("building/" + room + "/set-point", setPoint);
		return setPoint;
	}

	@ExceptionHandler
	ProblemDetail onUnreadable(HttpMessageNotReadableException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST,
				"The body must be JSON such as {\"celsius\": 21.5}");
	}

	@ExceptionHandler
	ProblemDetail onNotPublished(MessagingException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE,
				"The broker did not take the command. Is it up? Try again later.");
	}

}
